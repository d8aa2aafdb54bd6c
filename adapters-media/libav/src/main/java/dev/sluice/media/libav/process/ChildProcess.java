package dev.sluice.media.libav.process;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child process, as its parent sees it: frames that come and go, and its death. What it sends is
 * checked as it arrives; a child that breaks the protocol is killed. One call uses it at a time.
 */
final class ChildProcess {
  /**
   * A frame of the child. One without a type is the end of all frames.
   *
   * @param data its first {@code length} bytes are the payload
   */
  record Frame(@Nullable FrameType type, byte[] data, int length) {
    ByteBuffer payload() {
      return ByteBuffer.wrap(data, 0, length);
    }
  }

  private static final Frame END = new Frame(null, new byte[0], 0);

  /** Enough for all frames but those with bytes. */
  private static final int SMALL = 4 << 10;

  private static final long EXIT_MILLIS = 500;

  private static final Map<String, String> ENVIRONMENT =
      Map.of("LC_ALL", "C.UTF-8", "MALLOC_ARENA_MAX", "1");

  private final Process process;
  private final @Nullable SharedMemory shared;
  private final OutputStream out;
  private final DataInputStream in;
  private final ErrorLines errors = new ErrorLines();
  private final CompletableFuture<Hello> hello = new CompletableFuture<>();
  private final Thread errorReader;
  private final byte[] header = new byte[Limits.HEADER];

  /** The bytes of the frame that is handled, which has been handled before the next one is read. */
  private byte[] payload = new byte[SMALL];

  private volatile int call;
  private long resultSize;
  private volatile @Nullable String violation;

  /** Reads the frames of a process that has been started. */
  ChildProcess(Process process, @Nullable SharedMemory shared) {
    this.process = process;
    this.shared = shared;
    this.out = process.getOutputStream();
    this.in = new DataInputStream(process.getInputStream());
    errorReader = daemon("errors", () -> errors.readAll(process.getErrorStream()));
    try {
      errorReader.start();
      daemon("hello", this::awaitHello).start();
    } catch (Throwable e) {
      // The system may have no threads left. Nobody else knows of the process.
      kill();
      throw e;
    }
  }

  /**
   * Starts a process with an empty environment but for a locale and a setting of the allocator.
   * Some sandboxes end with the thread that starts them.
   */
  static ChildProcess start(List<String> command, @Nullable SharedMemory shared)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File(File.separator));
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    return new ChildProcess(builder.start(), shared);
  }

  private Thread daemon(String what, Runnable work) {
    Thread thread = new Thread(work, "sluice-child-" + process.pid() + "-" + what);
    thread.setDaemon(true);
    return thread;
  }

  /** Completes with the first words of the child; exceptionally, if it ends without. */
  CompletableFuture<Hello> hello() {
    return hello;
  }

  /** Returns the memory that it shares, if any. */
  @Nullable SharedMemory shared() {
    return shared;
  }

  long pid() {
    return process.pid();
  }

  /** Returns whether it lives and has nothing to say, as between calls. */
  boolean isIdle() {
    try {
      return process.isAlive() && in.available() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitHello() {
    try {
      Frame first = read();
      if (first.type() != FrameType.HELLO) {
        throw new ProtocolException("a frame of the type " + first.type());
      }
      hello.complete(Values.read(Hello.class, first.payload()));
    } catch (IOException | ProtocolException e) {
      hello.completeExceptionally(new IOException("the process ended before it was ready", e));
      ended(e);
    }
  }

  private Frame read() throws IOException {
    in.readFully(header);
    ByteBuffer fields = ByteBuffer.wrap(header);
    FrameType type = FrameType.of(fields.get());
    int of = fields.getInt();
    int length = fields.getInt();
    if (length < 0 || length > Limits.MOST_PAYLOAD) {
      throw new ProtocolException("a frame of " + length + " bytes");
    }
    if (type.compareTo(FrameType.READ) < 0 && (type != FrameType.HELLO || hello.isDone())) {
      throw new ProtocolException("a frame of the type " + type);
    }
    if (of != call) {
      throw new ProtocolException("a frame of the type " + type + " outside of its call");
    }
    if (length > payload.length) {
      payload = new byte[Limits.MOST_PAYLOAD];
    }
    in.readFully(payload, 0, length);
    return new Frame(type, payload, length);
  }

  private void ended(Exception reason) {
    if (reason instanceof ProtocolException breach) {
      violation = breach.getMessage();
    } else if (reason instanceof EOFException) {
      awaitExit();
    }
    kill();
  }

  // A kill would hide how it ended.
  private void awaitExit() {
    try {
      process.waitFor(EXIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Begins a call.
   *
   * @return its number
   * @throws IOException if the child has died
   */
  int begin(byte[] payload) throws IOException {
    int number = ++call;
    resultSize = 0;
    int at = 0;
    while (payload.length - at > Limits.MOST_DATA) {
      send(FrameType.CALL_PART, number, payload, at, Limits.MOST_DATA);
      at += Limits.MOST_DATA;
    }
    send(FrameType.CALL, number, payload, at, payload.length - at);
    return number;
  }

  /** Asks the child to end a call, which may have ended. */
  void cancel(int number, Failure reason) throws IOException {
    send(FrameType.CANCEL, number, Values.write(Failure.class, reason));
  }

  /** Waits for the next frame. After the last one each call returns the end. */
  Frame next() {
    try {
      Frame next = read();
      if (next.type() == FrameType.RESULT_PART) {
        resultSize += Limits.COST_OF_FRAME + next.length();
        if (resultSize > Limits.MOST_RESULT) {
          throw new ProtocolException("a result of more than 16 MiB");
        }
      }
      return next;
    } catch (IOException | ProtocolException e) {
      ended(e);
      return END;
    }
  }

  void send(FrameType type, byte[] payload) throws IOException {
    send(type, call, payload);
  }

  private void send(FrameType type, int of, byte[] payload) throws IOException {
    send(type, of, payload, 0, payload.length);
  }

  private void send(FrameType type, int of, byte[] payload, int from, int length)
      throws IOException {
    synchronized (out) {
      out.write(Limits.header(type, of, length));
      out.write(payload, from, length);
      out.flush();
    }
  }

  /**
   * Sends bytes of an input.
   *
   * @param room holds the bytes from {@link #BYTES_AT} on; what is before is overwritten
   */
  void sendBytes(byte[] room, int count, byte[] pieces) throws IOException {
    byte[] header = Limits.header(FrameType.BYTES, call, 4 + pieces.length + count);
    synchronized (out) {
      if (pieces.length == NO_PIECES) {
        ByteBuffer.wrap(room).put(header).putInt(pieces.length).put(pieces);
        out.write(room, 0, BYTES_AT + count);
      } else {
        out.write(header);
        out.write(ByteBuffer.allocate(4).putInt(pieces.length).array());
        out.write(pieces);
        out.write(room, BYTES_AT, count);
      }
      out.flush();
    }
  }

  /** The length of an empty list. */
  private static final int NO_PIECES = 4;

  /** Where bytes of an input begin in a buffer for them, so that one write sends all. */
  static final int BYTES_AT = Limits.HEADER + 4 + NO_PIECES;

  /**
   * Ends the process: at once, if it has started. One that starts ends with its input, since
   * bubblewrap leaves a process behind that waits for ever if it is killed in the middle of its
   * start.
   */
  void kill() {
    if (hello.isDone()) {
      process.destroyForcibly();
      return;
    }
    try {
      out.close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Kills a process that does not become ready. */
  void giveUp() {
    process.destroyForcibly();
  }

  /** Kills a child because of what it sent. */
  void kill(ProtocolException breach) {
    violation = breach.getMessage();
    kill();
  }

  /** How a child ended. */
  record Death(boolean isOutOfMemory, String sentence) {}

  /** Returns how the child ended, which it has done or is about to do. */
  Death death() {
    boolean ended = false;
    try {
      ended = process.waitFor(1, TimeUnit.SECONDS);
      errorReader.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (violation != null) {
      return new Death(false, "it broke the protocol with " + violation);
    }
    int code = ended ? process.exitValue() : -1;
    boolean isOutOfMemory =
        code == MemoryLimit.EXIT_OUT_OF_MEMORY
            || errors.mention("std::bad_alloc")
            || errors.mention("OutOfMemoryError")
            || errors.mention("insufficient memory for the Java Runtime");
    String cause = errors.cause();
    String how = code > SIGNALS ? "signal " + (code - SIGNALS) : "exit code " + code;
    return new Death(isOutOfMemory, cause.isEmpty() ? how : how + ": " + cause);
  }

  private static final int SIGNALS = 128;
}
