package dev.sluice.testkit.site;

import dev.sluice.testkit.sample.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Compresses bytes as a site may send them. */
public final class Gzip {
  private Gzip() {}

  /** Returns the compressed bytes. */
  public static byte[] of(byte[] plain) {
    return of(ByteSource.of(plain));
  }

  /** Returns the compressed bytes of a source that fits into memory. */
  public static byte[] of(ByteSource source) {
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
