package dev.sluice.media.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.MediaInput;
import dev.sluice.media.http.FetchScope;
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

  /** In bytes, beside one piece for each that is loading. */
  static final int MEMORY = 32 << 20;

  private final MediaPlaylist playlist;
  private final Segments segments;
  private final Executor executor;
  private final Downloaded downloaded;
  private final FetchScope scope;
  private final Iterator<Segment> rest;
  private final SegmentCheck check = new SegmentCheck();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<SegmentLoad> loading = new ArrayDeque<>();
  private int held;
  private long out;
  private boolean ended;

  SegmentedInput(
      MediaPlaylist playlist,
      Segments segments,
      Executor executor,
      Downloaded downloaded,
      FetchScope scope) {
    this.playlist = playlist;
    this.segments = segments;
    this.executor = executor;
    this.downloaded = downloaded;
    this.scope = scope;
    this.rest = new SegmentsWithHeads(playlist.segments().iterator());
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
    return Optional.of(playlist.duration());
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
      SegmentLoad first = loading.peek();
      if (first == null) {
        if (!ended) {
          ended = true;
          downloaded.ended();
        }
        return null;
      }
      if (first.hasBytes()) {
        first.check(check);
        return first;
      }
      first.rethrow();
      if (first.complete()) {
        loading.remove();
        startMore();
        changed.signalAll();
      } else {
        await();
      }
    }
  }

  private void startMore() {
    while (loading.size() < AHEAD && rest.hasNext()) {
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
