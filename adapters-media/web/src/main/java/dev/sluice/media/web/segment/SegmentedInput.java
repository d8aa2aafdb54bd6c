package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a playlist as one input that is read in order. Up to {@link #AHEAD} segments are
 * loaded concurrently, as far as there is {@link InputMemory}: the segment that is read next may
 * always go on, the others wait when memory is full. If segments are to be read whole, a segment
 * that a reader waits for may take as much as one input may hold.
 */
final class SegmentedInput implements MediaInput {
  static final int AHEAD = 8;

  private static final Logger LOG = System.getLogger(SegmentedInput.class.getName());

  private final SegmentSource source;
  private final Optional<Duration> duration;
  private final Optional<Duration> longest;
  private final Optional<Rendition> rendition;
  private final boolean isIncompleteAllowed;
  private final SegmentOpener segments;
  private final Executor executor;
  private final SegmentProgress progress;
  private final FetchScope scope;
  private final InputMemory memory;
  private final Iterator<Segment> rest;
  private final SegmentCheck check = new SegmentCheck();
  private final PieceTable pieces = new PieceTable();
  private final MissingSegments missing = new MissingSegments();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<SegmentLoad> loading = new ArrayDeque<>();

  /** Whether a load waits for memory, so that its bytes must be read before more can come. */
  private boolean isFull;

  /** Whether a reader waits for bytes. */
  private boolean isAwaited;

  private long out;

  /** The position of an init segment whose first media segment has not begun; else −1. */
  private long initFrom = -1;

  /** The address of the first segment; null before it is known. */
  private @Nullable URI firstAddress;

  /** The promised duration of what has been read or left out. */
  private Duration elapsed = Duration.ZERO;

  private boolean hasMedia;
  private boolean ended;

  /**
   * Creates an input that has not begun.
   *
   * @param duration the length of the track, if known
   * @param longest the longest that the track can be
   * @param rendition how the manifest describes the track
   * @param isIncompleteAllowed whether to leave out segments that the origin lacks
   * @param memory of this input, which has reserved {@link InputMemory#LEAST} bytes for it
   */
  SegmentedInput(
      SegmentSource source,
      Optional<Duration> duration,
      Optional<Duration> longest,
      Optional<Rendition> rendition,
      boolean isIncompleteAllowed,
      SegmentOpener segments,
      Executor executor,
      SegmentProgress progress,
      FetchScope scope,
      InputMemory memory) {
    this.source = source;
    this.duration = duration;
    this.longest = longest;
    this.rendition = rendition;
    this.isIncompleteAllowed = isIncompleteAllowed;
    this.segments = segments;
    this.executor = executor;
    this.progress = progress;
    this.scope = scope;
    this.memory = memory;
    this.rest = new InitSegmentInserter(source);
    scope.onEnd(this::close);
  }

  /** Begins to load. */
  void begin() {
    lock.lock();
    try {
      startMore();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first bytes. */
  void awaitFirst() {
    lock.lock();
    try {
      awaitBytes();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public Optional<String> announcedType() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> duration() {
    return duration;
  }

  @Override
  public Optional<Duration> longest() {
    return longest;
  }

  @Override
  public boolean inPieces() {
    return true;
  }

  @Override
  public Optional<Rendition> rendition() {
    return rendition;
  }

  /** Adds a sentence about what the manifest itself lacks. */
  void lacks(String sentence) {
    lock.lock();
    try {
      missing.add(sentence);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<String> missing() {
    lock.lock();
    try {
      return missing.sentences();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Piece> pieceAt(long position) {
    return pieces.at(position);
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    lock.lock();
    try {
      if (position != out && !(ended && position > out)) {
        throw new IllegalArgumentException(
            "this source can only be read in order: at " + out + ", not at " + position);
      }
      SegmentLoad first = awaitBytesToRead();
      if (first == null) {
        return -1;
      }
      if (!first.isBegun()) {
        begins(first);
      }
      int count = first.take(buffer);
      drop(count);
      out += count;
      hasMedia |= !first.isInit();
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }

  // An init segment belongs to the piece of the segment after it.
  private void begins(SegmentLoad load) {
    long from = initFrom < 0 ? out : initFrom;
    initFrom = load.isInit() ? from : -1;
    if (!load.isInit()) {
      pieces.add(load.piece(from));
    }
  }

  private @Nullable SegmentLoad awaitBytesToRead() {
    isAwaited = true;
    if (isFull) {
      changed.signalAll();
    }
    try {
      return awaitBytes();
    } finally {
      isAwaited = false;
    }
  }

  /** Waits for bytes and returns their load; null at the end of the input. */
  private @Nullable SegmentLoad awaitBytes() {
    while (true) {
      scope.check();
      boolean over = ended || source.ended();
      startMore();
      SegmentLoad first = loading.peek();
      if (first == null) {
        if (over) {
          end();
          return null;
        }
        await();
        continue;
      }
      boolean ready = isReady(first);
      Optional<SluiceException> problem = ready ? first.check(check) : first.failure();
      // Before the first byte of media there is nothing to keep, and the failure says more.
      if (hasMedia && problem.filter(source::mayEndBefore).isPresent()) {
        endEarly(problem.get());
        continue;
      }
      if (first.isBeyondEnd(problem)) {
        loading.remove();
        continue;
      }
      if (problem.filter(why -> isIncompleteAllowed && MissingSegments.mayLeaveOut(why)).isPresent()
          && !first.isInit()) {
        leaveOut(first, problem.get());
        continue;
      }
      if (problem.isPresent()) {
        throw failure(problem.get());
      }
      if (ready) {
        return first;
      }
      if (first.complete()) {
        loading.remove();
        elapsed = elapsed.plus(first.length());
        changed.signalAll();
      } else {
        await();
      }
    }
  }

  // A copy for each reader. Behind others, an empty segment is one that was cut.
  private SluiceException failure(SluiceException why) {
    return hasMedia && why.code() == FailureCode.SOURCE_EMPTY
        ? new SluiceException(FailureCode.SOURCE_CUT, why.getMessage(), why)
        : why.copy();
  }

  private void leaveOut(SegmentLoad load, SluiceException why) {
    LOG.log(Level.WARNING, "A segment is left out ({0})", why.getMessage());
    missing.add(elapsed, load.length(), why);
    loading.remove();
    drop(load.abandon());
    elapsed = elapsed.plus(load.length());
    changed.signalAll();
  }

  private boolean isReady(SegmentLoad first) {
    return first.hasBytes()
        && (!wantsWholeSegments()
            || first.isWholeOrBegun()
            || (isFull && (!isAwaited || memory.isFull())));
  }

  private boolean wantsWholeSegments() {
    return source.wholeSegmentsOnly() || isIncompleteAllowed;
  }

  /** Adds a piece to what is held; returns false while there is no memory for it. */
  private boolean tryHold(SegmentLoad load, int bytes) {
    if (memory.tryAhead(bytes)) {
      return true;
    }
    boolean isNext = loading.peek() == load;
    // Only what a reader waits for: all tracks of a source together would take too much.
    boolean isToBeWhole =
        isNext && isAwaited && wantsWholeSegments() && !load.isBegun() && !memory.isFull();
    if (isToBeWhole || (isNext && !load.hasBytes())) {
      memory.add(bytes);
      return true;
    }
    return false;
  }

  private void end() {
    if (!ended) {
      source
          .failure()
          .ifPresent(
              why -> {
                throw new SluiceException(why.code(), why.getMessage(), why);
              });
      if (out == 0 && firstAddress != null && missing.first().isEmpty()) {
        throw new SluiceException(
            FailureCode.SOURCE_EMPTY,
            "The stream has no bytes at all: " + SourceUrl.redacted(firstAddress));
      }
      if (!hasMedia && missing.first().isPresent()) {
        throw missing.first().get().copy();
      }
      ended = true;
      progress.inputEnded();
    }
  }

  /** Drops the segments after the one that failed. */
  private void endEarly(SluiceException failure) {
    LOG.log(Level.WARNING, "A recording ends early ({0})", failure.getMessage());
    loading.forEach(load -> drop(load.abandon()));
    loading.clear();
    // Not under this lock: it may end other inputs, which have locks of their own.
    executor.execute(() -> source.endedBefore(failure));
    ended = true;
    progress.inputEnded();
    changed.signalAll();
  }

  /** Called when the source has more segments, or has ended. */
  void changed() {
    wake();
  }

  private void startMore() {
    while (!ended && loading.size() < AHEAD && rest.hasNext()) {
      Segment next = rest.next();
      firstAddress = firstAddress == null ? next.uri() : firstAddress;
      SegmentLoad load = new SegmentLoad(next);
      loading.add(load);
      executor.execute(() -> load.run(segments, piece -> taken(load, piece), this::finished));
    }
  }

  /** Called by a load with bytes that have come; waits while memory is full. */
  private void taken(SegmentLoad load, byte[] piece) {
    progress.received(piece.length);
    lock.lock();
    try {
      scope.check();
      while (!load.isAbandoned() && !tryHold(load, piece.length)) {
        if (!isFull) {
          isFull = true;
          changed.signalAll();
        }
        await();
      }
      if (load.isAbandoned()) {
        return;
      }
      load.add(piece);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finished(SegmentLoad load, @Nullable SluiceException failure) {
    lock.lock();
    try {
      load.end(failure);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await() {
    try {
      changed.await();
      scope.check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The download was interrupted", e);
    }
  }

  private void drop(int bytes) {
    memory.remove(bytes);
    isFull = false;
  }

  /** Frees its memory; the bytes that are still there are not read. */
  private void close() {
    lock.lock();
    try {
      memory.close();
      isFull = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
