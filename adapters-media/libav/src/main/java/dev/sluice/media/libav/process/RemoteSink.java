package dev.sluice.media.libav.process;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;

/** The sink of the parent, in the child. What it writes is on its way when a method returns. */
final class RemoteSink implements ArtifactSink {
  private final ParentLink parent;
  private int head;
  private long written;

  RemoteSink(ParentLink parent) {
    this.parent = parent;
  }

  @Override
  public void begin(int newHead) {
    ArtifactSink.requireHead(newHead);
    head = newHead;
    written = 0;
    parent.send(FrameType.BEGIN, ByteBuffer.allocate(4).putInt(newHead).flip());
  }

  @Override
  public void write(ByteBuffer bytes) {
    written += bytes.remaining();
    while (bytes.hasRemaining()) {
      parent.send(FrameType.WRITE, part(bytes));
    }
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    ArtifactSink.requireRewritable(position, bytes, head, written);
    long at = position;
    while (bytes.hasRemaining()) {
      ByteBuffer part = part(bytes);
      ByteBuffer where = ByteBuffer.allocate(8).putLong(at).flip();
      at += part.remaining();
      parent.send(FrameType.REWRITE, where, part);
    }
  }

  private static ByteBuffer part(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), Limits.MOST_DATA);
    ByteBuffer part = bytes.slice(bytes.position(), count);
    bytes.position(bytes.position() + count);
    return part;
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
