package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.Segment.Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens segments, decrypted. Each key is fetched once. Thread-safe. */
final class SegmentOpener {
  private static final int KEY_BYTES = 16;

  /** A renewed link may have expired as well, if it was renewed for another segment before. */
  private static final int MAX_RENEWALS = 2;

  private final HttpFiles files;
  private final FetchScope scope;
  private final Map<URI, byte[]> keys = new ConcurrentHashMap<>();
  private final List<SegmentRenewal> renewals = new CopyOnWriteArrayList<>();

  SegmentOpener(HttpFiles files, FetchScope scope) {
    this.files = files;
    this.scope = scope;
  }

  /** Adds a renewal for expired links; call this before opening segments. */
  void addRenewal(SegmentRenewal renewal) {
    renewals.add(renewal);
  }

  /**
   * Opens a segment; its first bytes have come when this returns. Closing the stream from another
   * thread ends a blocked read.
   */
  InputStream open(Segment segment) throws IOException {
    Segment current = segment;
    for (int renewed = 0; ; renewed++) {
      try {
        return awaitFirstByte(openOnce(current));
      } catch (SluiceException e) {
        Optional<Segment> fresh =
            renewed < MAX_RENEWALS && HttpFiles.isStale(e) ? renewed(current) : Optional.empty();
        current = fresh.orElseThrow(() -> e);
      }
    }
  }

  // Only a response shows whether the link works.
  private static InputStream awaitFirstByte(InputStream opened) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(opened);
    try {
      int first = bytes.read();
      if (first >= 0) {
        bytes.unread(first);
      }
      return bytes;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private Optional<Segment> renewed(Segment expired) {
    return renewals.stream().flatMap(renewal -> renewal.of(expired).stream()).findFirst();
  }

  private InputStream openOnce(Segment segment) {
    Cipher cipher = segment.key().map(this::cipher).orElse(null);
    InputStream raw = files.open(segment.uri(), segment.from(), segment.end(), scope);
    return cipher == null ? raw : new DecryptingStream(raw, cipher, segment.uri());
  }

  private Cipher cipher(Key key) {
    byte[] secret = keys.computeIfAbsent(key.uri(), this::fetchKey);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(secret, "AES"),
          new IvParameterSpec(HexFormat.of().parseHex(key.iv())));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new SluiceException(FailureCode.INTERNAL, "This JDK has no AES", e);
    }
  }

  private byte[] fetchKey(URI uri) {
    byte[] secret = files.readSmall(uri, 4_096, scope).bytes();
    if (secret.length != KEY_BYTES) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The stream's key has "
              + secret.length
              + " bytes instead of 16: "
              + SourceUrl.redacted(uri));
    }
    return secret;
  }
}
