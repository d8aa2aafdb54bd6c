package dev.sluice.core.shared;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses gzip, also of several members. {@link GZIPInputStream} calls itself for each empty
 * member, so 20 bytes of an attacker cost a frame of the stack; here a few hundred in a row are an
 * error. The number of decompressed bytes is not limited. Not thread-safe.
 */
public final class BoundedGzipStream extends GZIPInputStream {
  private static final int MOST_EMPTY_MEMBERS = 500;

  private int depth;

  /**
   * @param buffer the size of the buffer of compressed bytes
   * @throws ZipException if the source does not begin as gzip does
   */
  public BoundedGzipStream(InputStream source, int buffer) throws IOException {
    super(source, buffer);
  }

  /**
   * Reads as {@link GZIPInputStream} does.
   *
   * @throws ZipException if the bytes are damaged, or hundreds of members in a row are empty
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (depth > MOST_EMPTY_MEMBERS) {
      throw new ZipException("too many empty members");
    }
    depth++;
    try {
      return super.read(into, offset, length);
    } finally {
      depth--;
    }
  }
}
