package dev.sluice.media.web.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a range of one. A whole file is decompressed if its server compresses it. For one
 * reader; another thread may close it, which ends a blocked read.
 */
final class FileStream extends InputStream {
  /** How much larger than its compressed bytes a file may be, once it is larger than this. */
  private static final int MAX_RATIO = 100;

  private static final long ALWAYS_ALLOWED = 16 << 20;

  private final Origin origin;
  private final Transfer transfer;
  private final FetchScope scope;

  /** The decompressed bytes; null before the first of them was requested. */
  private @Nullable InputStream plain;

  private long length;

  FileStream(Origin origin, Transfer transfer, FetchScope scope) {
    this.origin = origin;
    this.transfer = transfer;
    this.scope = scope;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int most) {
    if (most == 0) {
      return 0;
    }
    try {
      if (plain == null) {
        plain = begun();
      }
      int count = plain.read(into, offset, most);
      length += Math.max(0, count);
      if (length > ALWAYS_ALLOWED && length / MAX_RATIO > transfer.received()) {
        throw origin.failures().inflated(MAX_RATIO);
      }
      return count;
    } catch (IOException e) {
      // The transfer itself throws none.
      throw BodyReader.damaged(origin, e);
    }
  }

  // Only a response shows whether the file is compressed.
  private InputStream begun() throws IOException {
    PushbackInputStream raw = new PushbackInputStream(new TransferStream(transfer));
    int first = raw.read();
    if (first < 0) {
      return raw;
    }
    raw.unread(first);
    return transfer.isCompressed() ? BodyReader.decompressed(origin, raw) : raw;
  }

  // The transfer belongs to the reading thread.
  @Override
  public void close() {
    scope.close();
  }
}
