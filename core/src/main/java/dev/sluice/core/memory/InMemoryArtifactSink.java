package dev.sluice.core.memory;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.StageMonitor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** A sink that collects the bytes of one object in memory. */
final class InMemoryArtifactSink implements ArtifactSink {

  private final StageMonitor monitor;
  private final Consumer<byte[]> store;
  private final Consumer<InMemoryArtifactSink> closed;
  private byte[] bytes = new byte[0];
  private int written;
  private int head = -1;
  private boolean committed;
  private volatile boolean isClosed;

  InMemoryArtifactSink(
      StageMonitor monitor, Consumer<byte[]> store, Consumer<InMemoryArtifactSink> closed) {
    this.monitor = monitor;
    this.store = store;
    this.closed = closed;
  }

  @Override
  public void begin(int newHead) {
    requireUsable();
    ArtifactSink.requireHead(newHead);
    monitor.check();
    head = newHead;
    written = 0;
  }

  @Override
  public void write(ByteBuffer more) {
    requireBegun();
    monitor.check();
    int length = more.remaining();
    int needed = Math.addExact(written, length);
    if (needed > bytes.length) {
      long doubled = Math.max(needed, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
    }
    more.get(bytes, written, length);
    written = needed;
    monitor.uploaded(written);
  }

  @Override
  public void rewrite(long position, ByteBuffer replacement) {
    requireBegun();
    ArtifactSink.requireRewritable(position, replacement, head, written);
    replacement.get(bytes, (int) position, replacement.remaining());
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public long commit() {
    requireBegun();
    monitor.check();
    store.accept(Arrays.copyOf(bytes, written));
    committed = true;
    bytes = new byte[0];
    return written;
  }

  @Override
  public void close() {
    isClosed = true;
    closed.accept(this);
  }

  private void requireBegun() {
    requireUsable();
    if (head < 0) {
      throw new IllegalStateException("the sink was not begun");
    }
  }

  private void requireUsable() {
    if (committed || isClosed) {
      throw new IllegalStateException("the sink was committed or closed before");
    }
  }
}
