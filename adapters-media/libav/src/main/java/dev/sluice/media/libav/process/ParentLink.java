package dev.sluice.media.libav.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The child's end of the protocol. The thread that runs the calls reads the replies to its
 * questions itself, since another thread would have to wake it. While it does other work, a second
 * thread reads: the parent may end the call, or die. Frames that need no reply are held until the
 * next question, so that the parent wakes up once for all of them.
 */
final class ParentLink {
  /** The time without a question after which the second thread reads, in nanoseconds. */
  private static final long QUIET = 100_000_000;

  /** Enough for all frames but those with bytes. */
  private static final int SMALL = 4 << 10;

  /** A payload that arrived. */
  private record Reply(FrameType type, byte[] payload) {}

  private final InputStream input;
  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private final @Nullable SharedMemory shared;
  private final Consumer<Exception> onEnd;
  private final ByteBuffer header = ByteBuffer.allocateDirect(Limits.HEADER);

  // Used by the thread that runs the calls.
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(2 * SMALL);
  private final ByteBuffer held = ByteBuffer.allocate(SMALL);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition frameRead = lock.newCondition();
  private final Condition callBegun = lock.newCondition();

  // Guarded by the lock.
  private final Deque<byte[]> calls = new ArrayDeque<>();
  private final MessageBuffer call = new MessageBuffer();
  private boolean isReading;
  private boolean isAsking;
  private boolean isIdle;
  private int questions;
  private int partsTaken;
  private int nextPart;
  private int number;
  private @Nullable Reply reply;
  private @Nullable ByteBuffer target;
  private int bytesRead;

  private volatile @Nullable RuntimeException cancelled;

  /**
   * @param shared the memory for bytes; without, they pass through the streams
   * @param onEnd gets the reason when nothing can be read any more: the parent has closed its end,
   *     as it does when it dies, or has broken the protocol
   */
  ParentLink(
      InputStream in,
      WritableByteChannel out,
      @Nullable SharedMemory shared,
      Consumer<Exception> onEnd) {
    this.input = in;
    this.in = Channels.newChannel(in);
    this.out = out;
    this.shared = shared;
    this.onEnd = onEnd;
  }

  @Nullable SharedMemory shared() {
    return shared;
  }

  /** Waits for a part of the shared memory that is free for bytes of the result. */
  int takePart() {
    if (isFull()) {
      readUntil(() -> !isFull() || !hasArrived());
    }
    if (isFull()) {
      sendHeld();
      readUntil(() -> !isFull() || cancelled != null);
      check();
    }
    lock.lock();
    try {
      partsTaken++;
    } finally {
      lock.unlock();
    }
    int part = nextPart;
    nextPart = (part + 1) % SharedMemory.WRITES;
    return part;
  }

  private boolean isFull() {
    lock.lock();
    try {
      return partsTaken == SharedMemory.WRITES;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasArrived() {
    try {
      return input.available() > 0;
    } catch (IOException e) {
      // Whoever reads next finds the reason.
      return false;
    }
  }

  /** Reads frames, in this thread where the other one does not, until a condition holds. */
  private void readUntil(BooleanSupplier isDone) {
    while (mustRead(isDone)) {
      readFrame();
    }
  }

  private boolean mustRead(BooleanSupplier isDone) {
    lock.lock();
    try {
      questions++;
      isAsking = true;
      while (isReading && !isDone.getAsBoolean()) {
        frameRead.awaitUninterruptibly();
      }
      isAsking = !isDone.getAsBoolean();
      isReading |= isAsking;
      return isAsking;
    } finally {
      lock.unlock();
    }
  }

  /** Reads whenever the thread that runs the calls has not read for some time. Does not return. */
  void watch() {
    while (true) {
      awaitQuiet();
      readFrame();
    }
  }

  private void awaitQuiet() {
    lock.lock();
    try {
      int before;
      do {
        before = questions;
        if (isIdle) {
          callBegun.await();
        } else {
          callBegun.awaitNanos(QUIET);
        }
      } while (isAsking || before != questions);
      isReading = true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a child", e);
    } finally {
      lock.unlock();
    }
  }

  // Between calls the second thread waits without looking.
  private void setIdle(boolean idle) {
    lock.lock();
    try {
      isIdle = idle;
      if (!idle) {
        callBegun.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void readFrame() {
    try {
      fill(header.clear());
      header.flip();
      FrameType type = FrameType.of(header.get());
      int of = header.getInt();
      int length = header.getInt();
      if (type == FrameType.BYTES) {
        readBytes(of, length);
      } else {
        handle(type, of, payload(length));
      }
    } catch (IOException | RuntimeException e) {
      onEnd.accept(e);
      throw new IllegalStateException("there are no more frames", e);
    } finally {
      lock.lock();
      try {
        isReading = false;
        frameRead.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  private void handle(FrameType type, int of, byte[] payload) {
    lock.lock();
    try {
      switch (type) {
        case CALL_PART -> call.add(payload);
        case CALL -> {
          number = of;
          cancelled = null;
          reply = null;
          partsTaken = 0;
          calls.add(call.end(payload));
        }
        case FREED -> partsTaken -= of == number ? 1 : 0;
        case CANCEL -> {
          if (of == number) {
            cancelled = ForeignFailure.of(Values.read(Failure.class, ByteBuffer.wrap(payload)));
          }
        }
        case REPLY, FAILED_REPLY -> {
          if (of == number) {
            reply = new Reply(type, payload);
          }
        }
        default -> throw new ProtocolException("a frame of the type " + type);
      }
    } finally {
      lock.unlock();
    }
  }

  // The bytes go where libav wants them, without a copy in between.
  private void readBytes(int of, int length) throws IOException {
    int about = ByteBuffer.wrap(payload(4)).getInt();
    byte[] pieces = payload(about);
    int count = length - 4 - about;
    ByteBuffer where;
    lock.lock();
    try {
      where = of == number && cancelled == null ? target : null;
    } finally {
      lock.unlock();
    }
    if (where == null) {
      payload(count);
      return;
    }
    int end = where.limit();
    fill(where.limit(where.position() + count));
    where.limit(end);
    lock.lock();
    try {
      bytesRead = count;
      reply = new Reply(FrameType.BYTES, pieces);
    } finally {
      lock.unlock();
    }
  }

  private byte[] payload(int length) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(length);
    fill(payload);
    return payload.array();
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new EOFException();
      }
    }
  }

  /** Waits for the next call. */
  byte[] nextCall() {
    setIdle(true);
    readUntil(() -> !calls.isEmpty());
    setIdle(false);
    lock.lock();
    try {
      return calls.remove();
    } finally {
      lock.unlock();
    }
  }

  /** Throws the reason for which the parent ends this call, if it does. */
  void check() {
    RuntimeException reason = cancelled;
    if (reason != null) {
      throw reason;
    }
  }

  /** Sends a question and returns the reply to it. */
  byte[] ask(FrameType type, ByteBuffer... payload) {
    send(type, payload);
    return reply().payload();
  }

  /**
   * Asks for bytes of an input, and returns what the reply says about them. The parent serves
   * frames that were held afterwards, while this process works on.
   *
   * @param buffer takes the bytes, unless they are put into the shared memory; {@link #bytesRead()}
   *     says then how many there are, 0 for the end
   */
  byte[] askForBytes(@Nullable ByteBuffer buffer, ByteBuffer question) {
    setTarget(buffer);
    try {
      check();
      outgoing.clear();
      put(FrameType.READ, question.remaining()).put(question).put(held.flip());
      held.clear();
      write(outgoing.flip());
      return reply().payload();
    } finally {
      setTarget(null);
    }
  }

  private void setTarget(@Nullable ByteBuffer buffer) {
    lock.lock();
    try {
      target = buffer;
    } finally {
      lock.unlock();
    }
  }

  int bytesRead() {
    return bytesRead;
  }

  private Reply reply() {
    readUntil(() -> reply != null || cancelled != null);
    lock.lock();
    try {
      Reply found = reply;
      reply = null;
      if (found == null) {
        throw cancelled;
      }
      if (found.type() == FrameType.FAILED_REPLY) {
        throw ForeignFailure.of(Values.read(Failure.class, ByteBuffer.wrap(found.payload())));
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a frame, behind those that were held. */
  void send(FrameType type, ByteBuffer... payload) {
    check();
    write(type, payload);
  }

  /** Holds a short frame until the next one is sent, or this thread waits for the parent. */
  void hold(FrameType type, ByteBuffer payload) {
    check();
    if (held.remaining() < Limits.HEADER + payload.remaining()) {
      sendHeld();
    }
    held.put(Limits.header(type, number, payload.remaining())).put(payload);
  }

  private void sendHeld() {
    outgoing.clear();
    outgoing.put(held.flip());
    held.clear();
    write(outgoing.flip());
  }

  /** Sends the end of a call: in parts, if it is large. A cancel does not hold it up. */
  void sendEnd(FrameType type, byte[] payload) {
    int at = 0;
    while (payload.length - at > Limits.MOST_DATA) {
      write(FrameType.RESULT_PART, ByteBuffer.wrap(payload, at, Limits.MOST_DATA));
      at += Limits.MOST_DATA;
    }
    write(type, ByteBuffer.wrap(payload, at, payload.length - at));
  }

  // One write for all that is short: each one may wake up the parent.
  private void write(FrameType type, ByteBuffer... payload) {
    int length = 0;
    for (ByteBuffer part : payload) {
      length += part.remaining();
    }
    outgoing.clear();
    outgoing.put(held.flip());
    held.clear();
    put(type, length);
    for (ByteBuffer part : payload) {
      if (part.remaining() <= outgoing.remaining()) {
        outgoing.put(part);
      } else {
        write(outgoing.flip());
        outgoing.clear();
        write(part);
      }
    }
    write(outgoing.flip());
  }

  private ByteBuffer put(FrameType type, int length) {
    return outgoing.put(Limits.header(type, number, length));
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the parent is gone", e);
    }
  }
}
