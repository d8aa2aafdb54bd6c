package dev.sluice.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Bytes made smaller, as a site may send them. */
final class Gzip {
  private Gzip() {}

  static byte[] of(byte[] plain) {
    return of(ByteSource.of(plain));
  }

  /** For sources of a moderate size. */
  static byte[] of(ByteSource source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (long at = 0; at < source.size(); at += buffer.position()) {
        buffer.clear();
        source.read(at, buffer);
        out.write(buffer.array(), 0, buffer.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
