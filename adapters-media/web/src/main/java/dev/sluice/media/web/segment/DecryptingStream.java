package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * Decrypts one segment. Bytes that end in the middle of a block are a failure, which the JDK's own
 * stream would ignore.
 */
final class DecryptingStream extends InputStream {
  private final InputStream raw;
  private final Cipher cipher;
  private final URI uri;
  private final byte[] piece = new byte[1 << 16];
  private byte[] clear = new byte[0];
  private int at;
  private boolean ended;

  DecryptingStream(InputStream raw, Cipher cipher, URI uri) {
    this.raw = raw;
    this.cipher = cipher;
    this.uri = uri;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (at == clear.length) {
      if (ended) {
        return -1;
      }
      next();
    }
    int count = Math.min(length, clear.length - at);
    System.arraycopy(clear, at, into, offset, count);
    at += count;
    return count;
  }

  private void next() throws IOException {
    int count = raw.read(piece);
    try {
      byte[] more = count < 0 ? cipher.doFinal() : cipher.update(piece, 0, count);
      clear = Optional.ofNullable(more).orElse(new byte[0]);
      at = 0;
      ended = count < 0;
    } catch (GeneralSecurityException e) {
      throw new SluiceException(
          FailureCode.MEDIA_DAMAGED,
          "A segment of the stream cannot be decrypted: the key is wrong, or the segment is"
              + " damaged: "
              + SourceUrl.redacted(uri),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
