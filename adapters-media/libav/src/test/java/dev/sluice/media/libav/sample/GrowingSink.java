package dev.sluice.media.libav.sample;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects a clip in memory. */
final class GrowingSink implements ArtifactSink {
  private byte[] bytes = new byte[1 << 16];
  private int size;

  @Override
  public void begin(int head) {
    size = 0;
  }

  @Override
  public void write(ByteBuffer more) {
    int count = more.remaining();
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
    }
    more.get(bytes, size, count);
    size += count;
  }

  @Override
  public void rewrite(long position, ByteBuffer more) {
    more.get(bytes, Math.toIntExact(position), more.remaining());
  }

  @Override
  public long written() {
    return size;
  }

  @Override
  public long commit() {
    return size;
  }

  @Override
  public void close() {
    // Nothing to release.
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }
}
