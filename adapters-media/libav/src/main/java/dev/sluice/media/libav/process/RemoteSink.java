package dev.sluice.media.libav.process;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.media.libav.io.LendingSink;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sink of the parent, in the child. What it writes is sent in large parts. While its part of
 * the shared memory is lent, other bytes pass through the stream.
 */
final class RemoteSink implements LendingSink {
  private final ParentLink parent;
  private @Nullable ByteBuffer part;
  private boolean hasPart;
  private int partNumber;
  private @Nullable Runnable flushLent;
  private int head;
  private long written;

  RemoteSink(ParentLink parent) {
    this.parent = parent;
  }

  @Override
  public void begin(int newHead) {
    ArtifactSink.requireHead(newHead);
    send();
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
        send();
      }
    }
  }

  private ByteBuffer part() {
    ByteBuffer current = part;
    if (current == null) {
      SharedMemory shared = parent.shared();
      current =
          shared == null || flushLent != null
              ? ByteBuffer.allocate(Limits.MOST_DATA)
              : shared.result(takePart());
      part = current;
    }
    return current;
  }

  private int takePart() {
    if (!hasPart) {
      partNumber = parent.takePart();
      hasPart = true;
    }
    return partNumber;
  }

  @Override
  public Optional<ByteBuffer> lend(Runnable flush) {
    SharedMemory shared = parent.shared();
    if (shared == null) {
      return Optional.empty();
    }
    send();
    flushLent = flush;
    return Optional.of(shared.result(takePart()));
  }

  @Override
  public void appendLent(int from, int count) {
    send();
    written += count;
    sendPart(from, count);
  }

  @Override
  public void takeBack() {
    flushLent = null;
  }

  /** Sends what was written and not sent yet. */
  void flush() {
    send();
    if (flushLent != null) {
      flushLent.run();
    }
  }

  private void send() {
    ByteBuffer full = part;
    if (full == null) {
      return;
    }
    part = null;
    if (full.isDirect()) {
      sendPart(0, full.position());
    } else {
      parent.send(FrameType.WRITE, full.flip());
    }
  }

  private void sendPart(int from, int count) {
    hasPart = false;
    ByteBuffer where = ByteBuffer.allocate(12).putInt(partNumber).putInt(from).putInt(count);
    parent.hold(FrameType.PLACED, where.flip());
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    ArtifactSink.requireRewritable(position, bytes, head, written);
    send();
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
