package dev.sluice.media.libav.process;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The sink of the parent, in the child. What it writes is sent in large parts. */
final class RemoteSink implements ArtifactSink {
  private final ParentLink parent;
  private @Nullable ByteBuffer part;
  private int partNumber;
  private int head;
  private long written;

  RemoteSink(ParentLink parent) {
    this.parent = parent;
  }

  @Override
  public void begin(int newHead) {
    ArtifactSink.requireHead(newHead);
    flush();
    head = newHead;
    written = 0;
    parent.send(FrameType.BEGIN, ByteBuffer.allocate(4).putInt(newHead).flip());
  }

  // Muxers write each packet, for which a frame would cost too much.
  @Override
  public void write(ByteBuffer bytes) {
    written += bytes.remaining();
    while (bytes.hasRemaining()) {
      ByteBuffer target = part();
      ByteBuffer some = some(bytes, target.remaining());
      target.put(some);
      if (!target.hasRemaining()) {
        flush();
      }
    }
  }

  private ByteBuffer part() {
    ByteBuffer current = part;
    if (current == null) {
      SharedMemory shared = parent.shared();
      if (shared == null) {
        current = ByteBuffer.allocate(Limits.MOST_DATA);
      } else {
        partNumber = parent.takePart();
        current = shared.result(partNumber);
      }
      part = current;
    }
    return current;
  }

  /** Sends what was written and not sent yet. */
  void flush() {
    ByteBuffer full = part;
    if (full == null) {
      return;
    }
    part = null;
    int count = full.position();
    if (parent.shared() == null) {
      parent.send(FrameType.WRITE, full.flip());
    } else {
      parent.send(FrameType.PLACED, ByteBuffer.allocate(8).putInt(partNumber).putInt(count).flip());
    }
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    ArtifactSink.requireRewritable(position, bytes, head, written);
    flush();
    long at = position;
    while (bytes.hasRemaining()) {
      ByteBuffer some = some(bytes, Limits.MOST_DATA);
      ByteBuffer where = ByteBuffer.allocate(8).putLong(at).flip();
      at += some.remaining();
      parent.send(FrameType.REWRITE, where, some);
    }
  }

  private static ByteBuffer some(ByteBuffer bytes, int most) {
    int count = Math.min(bytes.remaining(), most);
    ByteBuffer some = bytes.slice(bytes.position(), count);
    bytes.position(bytes.position() + count);
    return some;
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public long commit() {
    throw new UnsupportedOperationException("the parent commits");
  }

  @Override
  public void close() {
    // The parent closes it.
  }
}
