package dev.sluice.testkit.fake;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sink in memory that is stricter than any real one: every breach of the port's promises is an
 * {@link AssertionError}. Used by one thread.
 */
public final class MemorySink implements ArtifactSink {
  private byte[] bytes = new byte[1 << 16];
  private int size;
  private int head = -1;
  private int begun;
  private boolean committed;
  private boolean closed;

  @Override
  public void begin(int newHead) {
    open();
    require(newHead >= 0 && newHead <= LARGEST_HEAD, "a head of " + newHead + " bytes");
    head = newHead;
    size = 0;
    begun++;
  }

  @Override
  public void write(ByteBuffer more) {
    begun();
    int count = more.remaining();
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
    }
    more.get(bytes, size, count);
    size += count;
  }

  @Override
  public void rewrite(long position, ByteBuffer more) {
    begun();
    long end = position + more.remaining();
    require(position >= 0 && end <= head, "rewriting to " + end + " behind the head of " + head);
    require(end <= size, "rewriting to " + end + ", but only " + size + " bytes were written");
    more.get(bytes, (int) position, more.remaining());
  }

  @Override
  public long written() {
    begun();
    return size;
  }

  @Override
  public long commit() {
    begun();
    committed = true;
    return size;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Returns the bytes written since the last begin. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Returns how often the sink was begun. */
  public int beginCount() {
    return begun;
  }

  /** Returns the size of the requested head; −1 before the sink was begun. */
  public int head() {
    return head;
  }

  public boolean committed() {
    return committed;
  }

  public boolean closed() {
    return closed;
  }

  private void begun() {
    open();
    require(head >= 0, "used before begin");
  }

  private void open() {
    require(!closed, "used after close");
    require(!committed, "used after commit");
  }

  private static void require(boolean condition, String breach) {
    if (!condition) {
      throw new AssertionError("ArtifactSink: " + breach);
    }
  }
}
