package dev.sluice.media.libav.process;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.FailureCode.Category;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.media.libav.io.Spool;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The parent's side of one call: it serves what the child asks for, until the call ends, the child
 * dies, or the monitor ends the job. A child that does not end a cancelled call in time is killed.
 * Used by one thread.
 */
final class Conversation {
  private static final Logger LOG = System.getLogger("dev.sluice.media.libav");

  private static final long WATCH_MILLIS = 200;

  /** More failures of inputs than a transcoder can have met. */
  private static final int MOST_FAILURES = 1_000;

  /** A result is larger than this only if its source is large, too. */
  private static final long FREE_BYTES = 1L << 30;

  /** No conversion makes so many bytes of one byte. */
  private static final int LARGEST_RATIO = 100;

  /** A part of a result, the result that is made of the parts, and the value that is read of it. */
  private static final int RESULT_COPIES = 3;

  /** The sides that a child may blame. What its parent's ports threw has a number instead. */
  private static final Set<Category> ITS_CATEGORIES =
      EnumSet.of(Category.REQUEST, Category.CONTENT, Category.SOURCE, Category.INTERNAL);

  /** The needs of a call besides itself: how long a cancelled child may take, and threads. */
  record Context(Spool spool, Duration grace, Executor threads, ScheduledExecutorService timer) {}

  private final ChildProcess child;
  private final Call call;
  private final List<MediaInput> inputs;
  private final @Nullable ArtifactSink sink;
  private final StageMonitor monitor;
  private final HeapBudget.Reservation memory;
  private final Context context;
  private final Thread caller = Thread.currentThread();

  private final List<Throwable> failures = new ArrayList<>();
  private final Deque<Spool.Copy> copies = new ArrayDeque<>();
  private final MessageBuffer result = new MessageBuffer();
  private byte[] room = new byte[0];
  private long reserved;
  private long read;
  private long written;
  private int head = -1;
  private volatile String doing;
  private volatile int number;

  // Guarded by this.
  private @Nullable Throwable end;
  private boolean isOver;
  private boolean isReusable;
  private @Nullable Future<?> killing;

  Conversation(
      ChildProcess child,
      Call call,
      List<MediaInput> inputs,
      @Nullable ArtifactSink sink,
      StageMonitor monitor,
      Context context) {
    this.child = child;
    this.call = call;
    this.inputs = new ArrayList<>(inputs);
    this.sink = sink;
    this.monitor = monitor;
    this.memory = monitor.memory();
    this.context = context;
    this.doing =
        switch (call.method()) {
          case PROBE, PLAN -> "read the source's contents";
          case TRANSCODE -> "opened the source";
        };
  }

  /** Returns the failure of a call whose thread was interrupted. */
  static SluiceException interrupted() {
    return new SluiceException(
        FailureCode.INTERRUPTED, "The thread that waited for the transcoder was interrupted");
  }

  /** Returns whether the child has ended the call properly and may serve another one. */
  synchronized boolean isReusable() {
    return isReusable;
  }

  /**
   * Runs the call.
   *
   * @throws IOException if the child had died before it took the call
   */
  <T> T run(Class<T> type) throws IOException {
    number = child.begin(Values.write(Call.class, call));
    Future<?> watch =
        context
            .timer()
            .scheduleWithFixedDelay(this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    boolean wasInterrupted = false;
    try (StageMonitor.Registration cancel =
        monitor.onCancel(() -> context.threads().execute(this::watch))) {
      while (true) {
        ChildProcess.Frame frame = child.next();
        if (Thread.interrupted()) {
          wasInterrupted = true;
          end(interrupted());
        }
        if (frame.type() == null) {
          throw died();
        }
        if (frame.type() == FrameType.RESULT || frame.type() == FrameType.FAILED) {
          return ended(frame, type);
        }
        handle(frame.type(), frame);
      }
    } finally {
      watch.cancel(false);
      synchronized (this) {
        isOver = true;
        if (killing != null) {
          killing.cancel(false);
        }
      }
      copies.forEach(Spool.Copy::close);
      memory.release(reserved);
      if (wasInterrupted) {
        caller.interrupt();
      }
    }
  }

  // Runs in other threads: for a monitor that cancels while the call waits.
  private void watch() {
    try {
      if (caller.isInterrupted()) {
        end(interrupted());
      } else if (monitor.cancelled()) {
        monitor.check();
        end(new SluiceException(FailureCode.CANCELLED, "The job was cancelled"));
      }
    } catch (Throwable reason) {
      end(reason);
    }
  }

  /** Ends the call for this reason: the child gets a moment to end it, and is killed then. */
  private void end(Throwable reason) {
    synchronized (this) {
      if (end != null || isOver) {
        return;
      }
      end = reason;
      killing =
          context.timer().schedule(this::kill, context.grace().toMillis(), TimeUnit.MILLISECONDS);
    }
    context
        .threads()
        .execute(
            () -> {
              try {
                child.cancel(number, Failure.of(0, reason));
              } catch (IOException dead) {
                // The end of its frames says so.
              }
            });
  }

  private synchronized void kill() {
    if (!isOver) {
      LOG.log(
          Level.WARNING,
          "The process {0} that {1} did not end after a cancel and is killed",
          Long.toString(child.pid()),
          doing);
      child.kill();
    }
  }

  private synchronized @Nullable Throwable end() {
    return end;
  }

  private void handle(FrameType type, ChildProcess.Frame frame) {
    try {
      if (end() == null) {
        monitor.check();
        serve(type, frame.payload());
      }
      if (type == FrameType.PLACED) {
        child.send(FrameType.FREED, new byte[0]);
      }
    } catch (ProtocolException breach) {
      child.kill(breach);
    } catch (IOException dead) {
      // The end of its frames says so.
    } catch (Throwable failure) {
      end(failure);
    }
  }

  private void serve(FrameType type, ByteBuffer payload) throws IOException {
    switch (type) {
      case READ -> read(payload);
      case MISSING -> {
        MediaInput input = input(payload);
        reply(Values.write(Values.listOf(String.class), input.missing()));
      }
      case SPOOL -> spool(payload);
      case BEGIN -> begin(payload);
      case WRITE -> write(payload);
      case PLACED -> placed(payload);
      case REWRITE -> rewrite(payload);
      case FOUND -> {
        MediaInfo info = Values.read(MediaInfo.class, payload);
        doing = "converted " + info.format();
        monitor.found(info);
        reply(new byte[0]);
      }
      case PLANNED -> {
        monitor.planned(Values.readList(StreamReport.class, payload));
        reply(new byte[0]);
      }
      case CONVERTED -> {
        RemoteMonitor.Progress progress = Values.read(RemoteMonitor.Progress.class, payload);
        monitor.converted(progress.upTo(), progress.of());
      }
      case DOWNLOAD_FINISHED -> monitor.downloadFinished();
      case RESULT_PART -> {
        byte[] part = new byte[payload.remaining()];
        payload.get(part);
        memory.require(
            (long) RESULT_COPIES * part.length, "the subtitles and pictures of the source");
        reserved += (long) RESULT_COPIES * part.length;
        result.add(part);
      }
      default -> throw new ProtocolException("a frame of the type " + type);
    }
  }

  private void reply(byte[] payload) throws IOException {
    child.send(FrameType.REPLY, payload);
  }

  private int inputNumber(ByteBuffer payload) {
    int number = payload.remaining() < 4 ? -1 : payload.getInt();
    if (number < 0 || number >= inputs.size()) {
      throw new ProtocolException("an input that there is not: " + number);
    }
    return number;
  }

  private MediaInput input(ByteBuffer payload) {
    return inputs.get(inputNumber(payload));
  }

  private void read(ByteBuffer payload) throws IOException {
    MediaInput input = input(payload);
    long position = payload.remaining() == 16 ? payload.getLong() : -1;
    int most = position < 0 ? -1 : payload.getInt();
    int at = position < 0 ? -1 : payload.getInt();
    SharedMemory shared = at == SharedMemory.NOWHERE ? null : child.shared();
    if (position < 0 || most < 1 || !hasRoom(shared, at, most)) {
      throw new ProtocolException("a read of " + most + " bytes at " + position);
    }
    ByteBuffer target =
        shared == null
            ? ByteBuffer.wrap(room(), ChildProcess.BYTES_AT, most)
            : shared.input(at, most);
    int count;
    byte[] pieces;
    try {
      count = input.read(position, target);
      pieces = Values.write(Values.listOf(Piece.class), pieces(input, position, count));
    } catch (Throwable failure) {
      replyFailure(failure);
      return;
    }
    read += Math.max(0, count);
    if (shared == null) {
      child.sendBytes(room(), Math.max(0, count), pieces);
    } else {
      reply(ByteBuffer.allocate(4 + pieces.length).putInt(Math.max(0, count)).put(pieces).array());
    }
  }

  private static boolean hasRoom(@Nullable SharedMemory shared, int at, int most) {
    return shared == null
        ? at == SharedMemory.NOWHERE && most <= Limits.MOST_DATA
        : at >= 0 && at <= SharedMemory.INPUT - most;
  }

  private byte[] room() {
    if (room.length == 0) {
      room = new byte[ChildProcess.BYTES_AT + Limits.MOST_DATA];
    }
    return room;
  }

  private static List<Piece> pieces(MediaInput input, long position, int count) {
    Deque<Piece> found = new ArrayDeque<>();
    long until = position + count - 1;
    while (until >= position) {
      Piece piece = input.pieceAt(until).orElse(null);
      if (piece == null) {
        break;
      }
      found.addFirst(piece);
      until = piece.from() - 1;
    }
    return List.copyOf(found);
  }

  // The transcoder decides what a failure of an input means.
  private void replyFailure(Throwable failure) throws IOException {
    if (failures.size() >= MOST_FAILURES) {
      throw new ProtocolException("reads on after failures");
    }
    failures.add(failure);
    child.send(
        FrameType.FAILED_REPLY, Values.write(Failure.class, Failure.of(failures.size(), failure)));
  }

  private void spool(ByteBuffer payload) throws IOException {
    int number = inputNumber(payload);
    byte[] start = new byte[payload.remaining()];
    payload.get(start);
    if (!copies.isEmpty() && copies.size() >= inputs.size()) {
      throw new ProtocolException("copies of copies");
    }
    Spool.Copy copy;
    try {
      copy = context.spool().copy(inputs.get(number), start, monitor);
    } catch (Throwable failure) {
      replyFailure(failure);
      return;
    }
    copies.add(copy);
    inputs.set(number, copy);
    reply(ByteBuffer.allocate(8).putLong(copy.size().orElse(0)).array());
  }

  private ArtifactSink sink() {
    if (sink == null) {
      throw new ProtocolException("bytes of a result that nobody asked for");
    }
    return sink;
  }

  private ArtifactSink begun() {
    if (head < 0) {
      throw new ProtocolException("bytes of a result that is not begun");
    }
    return sink();
  }

  private void begin(ByteBuffer payload) {
    ArtifactSink begun = sink();
    int size = payload.remaining() == 4 ? payload.getInt() : -1;
    if (size < 0 || size > ArtifactSink.LARGEST_HEAD) {
      throw new ProtocolException("a head of " + size + " bytes");
    }
    begun.begin(size);
    head = size;
    written = 0;
  }

  private void placed(ByteBuffer payload) {
    SharedMemory shared = child.shared();
    int part = payload.remaining() == 12 ? payload.getInt() : -1;
    int from = part < 0 ? -1 : payload.getInt();
    int count = part < 0 ? -1 : payload.getInt();
    if (shared == null
        || part < 0
        || part >= SharedMemory.WRITES
        || from < 0
        || count < 0
        || from > SharedMemory.RESULT - count) {
      throw new ProtocolException(count + " bytes in the part " + part);
    }
    write(shared.result(part).position(from).limit(from + count));
  }

  private void write(ByteBuffer payload) {
    ArtifactSink begun = begun();
    written += payload.remaining();
    if (written - FREE_BYTES > read * LARGEST_RATIO) {
      throw new ProtocolException("more bytes than can come of its source");
    }
    begun.write(payload);
  }

  private void rewrite(ByteBuffer payload) {
    ArtifactSink begun = begun();
    long position = payload.remaining() < 8 ? -1 : payload.getLong();
    if (position < 0 || position > Math.min(head, written) - payload.remaining()) {
      throw new ProtocolException("a rewrite at " + position);
    }
    begun.rewrite(position, payload);
  }

  private <T> T ended(ChildProcess.Frame frame, Class<T> type) {
    try {
      if (frame.type() == FrameType.RESULT) {
        byte[] last = Arrays.copyOf(frame.data(), frame.length());
        T value = Values.read(type, ByteBuffer.wrap(result.end(last)));
        synchronized (this) {
          isReusable = true;
        }
        rethrow(end());
        return value;
      }
      Failure failure = Values.read(Failure.class, frame.payload());
      RuntimeException thrown = exception(failure);
      synchronized (this) {
        isReusable = true;
      }
      rethrow(end());
      if (failure.number() > 0) {
        rethrow(failures.get(failure.number() - 1));
      }
      throw thrown;
    } catch (ProtocolException breach) {
      child.kill(breach);
      throw died();
    }
  }

  private RuntimeException exception(Failure failure) {
    if (end() != null) {
      return interrupted();
    }
    if (failure.number() < 0 || failure.number() > failures.size()) {
      throw new ProtocolException("a failure that there is not");
    }
    if (failure.code().isEmpty()) {
      return new IllegalStateException(
          "the transcoder failed unexpectedly in its process: " + failure.sentence());
    }
    FailureCode code = failure.code().get();
    if (failure.number() == 0 && !ITS_CATEGORIES.contains(code.category())) {
      throw new ProtocolException("a failure that is not its own: " + code);
    }
    return new SluiceException(code, failure.sentence());
  }

  private RuntimeException died() {
    rethrow(end());
    ChildProcess.Death death = child.death();
    LOG.log(
        Level.WARNING,
        "The process {0} that {1} died: {2}",
        Long.toString(child.pid()),
        doing,
        death.sentence());
    return death.isOutOfMemory()
        ? new SluiceException(
            FailureCode.MEDIA_LIMITS_EXCEEDED,
            "The process that "
                + doing
                + " needed more memory than it may use; ask for a smaller resolution, or let the"
                + " operator permit more")
        : new SluiceException(
            FailureCode.TRANSCODER_DIED,
            "The process that " + doing + " died (" + death.sentence() + ")");
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }
}
