package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.origin.FetchScope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segments of a playlist as one file that is read in order. Up to {@link #AHEAD} of them are
 * loaded at the same time, into at most {@link #MEMORY} bytes: the one that is read next may always
 * go on, the others wait when there is no room.
 */
final class SegmentedInput implements MediaInput {
  static final int AHEAD = 8;

  private static final Logger LOG = System.getLogger(SegmentedInput.class.getName());

  /** In bytes, beside one piece for each that is loading. */
  static final int MEMORY = 32 << 20;

  private final SegmentSource source;
  private final Optional<Duration> duration;
  private final Optional<Duration> longest;
  private final SegmentOpener segments;
  private final Executor executor;
  private final SegmentProgress downloaded;
  private final FetchScope scope;
  private final Iterator<Segment> rest;
  private final SegmentCheck check = new SegmentCheck();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<SegmentLoad> loading = new ArrayDeque<>();
  private int held;
  private long out;
  private boolean hasMedia;
  private boolean ended;

  /**
   * @param duration how long all of it lasts, where that is known before
   * @param longest how long it lasts at most
   */
  SegmentedInput(
      SegmentSource source,
      Optional<Duration> duration,
      Optional<Duration> longest,
      SegmentOpener segments,
      Executor executor,
      SegmentProgress downloaded,
      FetchScope scope) {
    this.source = source;
    this.duration = duration;
    this.longest = longest;
    this.segments = segments;
    this.executor = executor;
    this.downloaded = downloaded;
    this.scope = scope;
    this.rest = new InitSegmentInserter(source);
    scope.onEnd(this::wake);
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
  public int read(long position, ByteBuffer buffer) {
    lock.lock();
    try {
      if (position != out && !(ended && position > out)) {
        throw new IllegalArgumentException(
            "this source can only be read in order: at %d, not at %d".formatted(out, position));
      }
      SegmentLoad first = awaitBytes();
      if (first == null) {
        return -1;
      }
      int count = first.take(buffer);
      held -= count;
      out += count;
      hasMedia |= !first.isHead();
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** The load that has bytes to read; null at the end of all. */
  private SegmentLoad awaitBytes() {
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
      Optional<SluiceException> trouble = ready ? first.check(check) : first.failure();
      // Of what never began there is nothing to keep, and its failure says more than an empty file.
      if (hasMedia && trouble.filter(source::mayEndBefore).isPresent()) {
        cutOff(trouble.get());
        continue;
      }
      if (trouble.isPresent()) {
        // Anew for each reader.
        throw trouble.get().anew();
      }
      if (ready) {
        return first;
      }
      if (first.complete()) {
        loading.remove();
        changed.signalAll();
      } else {
        await();
      }
    }
  }

  private boolean isReady(SegmentLoad first) {
    return first.hasBytes() && (!source.inWholes() || first.isWholeOrBegun() || held >= MEMORY);
  }

  private void end() {
    if (!ended) {
      source
          .failure()
          .ifPresent(
              why -> {
                throw new SluiceException(why.code(), why.getMessage(), why);
              });
      ended = true;
      downloaded.ended();
    }
  }

  /** What is loading behind the one that failed is not wanted any more. */
  private void cutOff(SluiceException failure) {
    LOG.log(Level.WARNING, "A recording ends early ({0})", failure.getMessage());
    loading.clear();
    // Not under this lock: it may end other inputs, which have locks of their own.
    executor.execute(() -> source.endedBefore(failure));
    ended = true;
    downloaded.ended();
    changed.signalAll();
  }

  /** There may be more segments, or none any more. */
  void changed() {
    wake();
  }

  private void startMore() {
    while (!ended && loading.size() < AHEAD && rest.hasNext()) {
      SegmentLoad load = new SegmentLoad(rest.next());
      loading.add(load);
      executor.execute(() -> load.run(segments, piece -> taken(load, piece), this::finished));
    }
  }

  /** Called by a load with what has come; waits while there is no room for it. */
  private void taken(SegmentLoad load, byte[] piece) {
    downloaded.more(piece.length);
    lock.lock();
    try {
      scope.check();
      while (held >= MEMORY && (loading.peek() != load || load.hasBytes())) {
        await();
      }
      load.add(piece);
      held += piece.length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finished(SegmentLoad load, SluiceException failure) {
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

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
