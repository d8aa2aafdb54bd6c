package dev.sluice.media.libav.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The child's end of the protocol. One thread receives; another one, which runs the calls, asks,
 * waits and sends.
 */
final class ParentLink {
  /** A payload that arrived. */
  private record Reply(FrameType type, byte[] payload) {}

  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private final ByteBuffer received = ByteBuffer.allocateDirect(Limits.HEADER);
  private final ByteBuffer header = ByteBuffer.allocateDirect(Limits.HEADER + 64);

  private final Deque<byte[]> calls = new ArrayDeque<>();
  private final MessageBuffer call = new MessageBuffer();
  private final @Nullable SharedMemory shared;
  private int partsTaken;
  private int nextPart;
  private int number;
  private @Nullable Reply reply;
  private @Nullable ByteBuffer target;
  private boolean isReceiving;
  private int bytesRead;
  private @Nullable RuntimeException cancelled;

  /**
   * @param shared the memory for bytes; without, they pass through the streams
   */
  ParentLink(ReadableByteChannel in, WritableByteChannel out, @Nullable SharedMemory shared) {
    this.in = in;
    this.out = out;
    this.shared = shared;
  }

  @Nullable SharedMemory shared() {
    return shared;
  }

  /** Waits for a part of the shared memory that is free for bytes of the result. */
  synchronized int takePart() {
    while (partsTaken == SharedMemory.WRITES) {
      check();
      await();
    }
    partsTaken++;
    int part = nextPart;
    nextPart = (part + 1) % SharedMemory.WRITES;
    return part;
  }

  /** Receives until the parent closes its end, as it does when it dies. */
  void receive() throws IOException {
    while (true) {
      received.clear();
      if (!fill(received)) {
        return;
      }
      received.flip();
      FrameType type = FrameType.of(received.get());
      int of = received.getInt();
      int length = received.getInt();
      if (type == FrameType.BYTES) {
        receiveBytes(of, length);
      } else {
        receive(type, of, payload(length));
      }
    }
  }

  private synchronized void receive(FrameType type, int of, byte[] payload) {
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
    notifyAll();
  }

  // The bytes go where libav wants them, without a copy in between.
  private void receiveBytes(int of, int length) throws IOException {
    int about = ByteBuffer.wrap(payload(4)).getInt();
    byte[] pieces = payload(about);
    int count = length - 4 - about;
    ByteBuffer where;
    synchronized (this) {
      where = of == number && cancelled == null ? target : null;
      isReceiving = where != null;
    }
    if (where == null) {
      payload(count);
      return;
    }
    int end = where.limit();
    where.limit(where.position() + count);
    if (!fill(where)) {
      throw new EOFException();
    }
    where.limit(end);
    synchronized (this) {
      isReceiving = false;
      bytesRead = count;
      reply = new Reply(FrameType.BYTES, pieces);
      notifyAll();
    }
  }

  private byte[] payload(int length) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!fill(payload)) {
      throw new EOFException();
    }
    return payload.array();
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Waits for the next call. */
  synchronized byte[] nextCall() {
    while (calls.isEmpty()) {
      await();
    }
    return calls.remove();
  }

  /** Throws the reason for which the parent ends this call, if it does. */
  synchronized void check() {
    if (cancelled != null) {
      throw cancelled;
    }
  }

  /** Sends a question and returns the reply to it. */
  byte[] ask(FrameType type, ByteBuffer... payload) {
    send(type, payload);
    synchronized (this) {
      return reply().payload();
    }
  }

  /**
   * Reads bytes into the buffer. Returns their pieces; afterwards {@link #bytesRead()} says how
   * many bytes there are, 0 for the end.
   */
  byte[] askForBytes(ByteBuffer buffer, ByteBuffer question) {
    synchronized (this) {
      target = buffer;
    }
    try {
      send(FrameType.READ, question);
      synchronized (this) {
        return reply().payload();
      }
    } finally {
      synchronized (this) {
        target = null;
      }
    }
  }

  int bytesRead() {
    return bytesRead;
  }

  private Reply reply() {
    while (reply == null && (cancelled == null || isReceiving)) {
      await();
    }
    Reply found = reply;
    reply = null;
    if (found == null) {
      throw cancelled;
    }
    if (found.type() == FrameType.FAILED_REPLY) {
      throw ForeignFailure.of(Values.read(Failure.class, ByteBuffer.wrap(found.payload())));
    }
    return found;
  }

  /** Sends a frame. */
  void send(FrameType type, ByteBuffer... payload) {
    int length = 0;
    for (ByteBuffer part : payload) {
      length += part.remaining();
    }
    check();
    write(type, length, payload);
  }

  /** Sends the end of a call: in parts, if it is large. A cancel does not hold it up. */
  void sendEnd(FrameType type, byte[] payload) {
    int at = 0;
    while (payload.length - at > Limits.MOST_DATA) {
      write(
          FrameType.RESULT_PART, Limits.MOST_DATA, ByteBuffer.wrap(payload, at, Limits.MOST_DATA));
      at += Limits.MOST_DATA;
    }
    write(type, payload.length - at, ByteBuffer.wrap(payload, at, payload.length - at));
  }

  private void write(FrameType type, int length, ByteBuffer... payload) {
    header.clear().put(Limits.header(type, number, length)).flip();
    try {
      while (header.hasRemaining()) {
        out.write(header);
      }
      for (ByteBuffer part : payload) {
        while (part.hasRemaining()) {
          out.write(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the parent is gone", e);
    }
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a child", e);
    }
  }
}
