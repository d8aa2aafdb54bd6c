package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The segments of a stream that goes on: its playlist is read again and again (RFC 8216, 6.3.4)
 * until it ends, enough is there, or somebody wants the end. Of a playlist that does not answer, or
 * stands still, nothing is thought for a while. Thread-safe.
 */
final class LiveSegments implements SegmentSource {
  private static final Logger LOG = System.getLogger(LiveSegments.class.getName());

  /** A player begins so many target durations before the end (RFC 8216, 6.3.3). */
  private static final int TARGETS_BEFORE_END = 3;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** What may be over a moment later. */
  private static final Set<FailureCode> PASSING =
      EnumSet.of(
          FailureCode.HOST_UNKNOWN,
          FailureCode.CONNECTION_REFUSED,
          FailureCode.CONNECTION_FAILED,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.SOURCE_RATE_LIMITED,
          FailureCode.SOURCE_BROKEN,
          FailureCode.SOURCE_CHANGED,
          FailureCode.SOURCE_CUT,
          FailureCode.SOURCE_STALLED,
          FailureCode.SOURCE_EMPTY);

  /** In front of what a recording may end, though it does not pass. */
  private static final Set<FailureCode> ANOTHER =
      EnumSet.of(
          FailureCode.STREAM_UNSUPPORTED, FailureCode.MEDIA_DAMAGED, FailureCode.MEDIA_PROTECTED);

  private static final Set<FailureCode> GONE =
      EnumSet.of(FailureCode.SOURCE_NOT_FOUND, FailureCode.SOURCE_GONE);

  private final URI place;
  private final Supplier<SegmentWindow> look;
  private final FetchScope scope;
  private final LiveRecording wanted;
  private final Duration longestSilence;
  private final Runnable changed;
  private final Runnable brokenOff;

  private final Deque<Segment> waiting = new ArrayDeque<>();
  private long next = -1;
  private SegmentWindow last;
  private Duration taken = Duration.ZERO;
  private boolean ended;
  private SluiceException failure;

  /**
   * @param longestSilence how long no segment may come
   * @param changed is run, by another thread, when there is more or the end has come
   * @param brokenOff is run when it ends early, with what there is
   */
  LiveSegments(
      URI place,
      Supplier<SegmentWindow> look,
      FetchScope scope,
      LiveRecording wanted,
      Duration longestSilence,
      Runnable changed,
      Runnable brokenOff) {
    this.place = place;
    this.look = look;
    this.scope = scope;
    this.wanted = wanted;
    this.longestSilence = longestSilence;
    this.changed = changed;
    this.brokenOff = brokenOff;
  }

  /** Follows the playlist from here to its end; the calling thread is this one's. */
  void follow(SegmentWindow first) {
    try {
      Optional<SegmentWindow> now = Optional.of(first);
      Duration target = first.target();
      Duration silent = Duration.ZERO;
      SluiceException trouble = null;
      while (true) {
        boolean more = now.isPresent() && take(now.get());
        if (ended()) {
          return;
        }
        silent = more ? Duration.ZERO : silent;
        if (silent.compareTo(longestSilence) >= 0) {
          silence(trouble);
          return;
        }
        Duration pause = pause(target, more);
        scope.pause(pause);
        silent = silent.plus(pause);
        try {
          now = Optional.of(look.get());
          target = now.get().target();
          trouble = null;
        } catch (SluiceException e) {
          if (!PASSING.contains(e.code())) {
            throw e;
          }
          now = Optional.empty();
          trouble = e;
        }
      }
    } catch (SluiceException e) {
      end(e);
    } catch (RuntimeException e) {
      // Whatever it is, the reader must not wait for ever.
      end(new SluiceException(FailureCode.INTERNAL, "A playlist failed unexpectedly", e));
    }
  }

  /** No more is wanted than there is. */
  void finish() {
    end(null);
  }

  // As RFC 8216 asks: after a change as long as a segment lasts, else half of it.
  private static Duration pause(Duration target, boolean more) {
    Duration wanted = more ? target : target.dividedBy(2);
    if (wanted.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  private boolean take(SegmentWindow playlist) {
    int count = 0;
    synchronized (this) {
      if (next < 0) {
        next = wanted.fromStart() ? playlist.sequence() : edge(playlist);
      }
      if (isBegunAnew(playlist)) {
        LOG.log(Level.WARNING, "{0} counts anew: it goes on there", SourceUrl.redacted(place));
        next = playlist.sequence();
      }
      last = playlist;
      List<Segment> segments = playlist.segments();
      long end = playlist.sequence() + segments.size();
      if (playlist.sequence() > next) {
        throw missed(playlist.sequence() - next);
      }
      while (!ended && next < end) {
        Segment segment = segments.get((int) (next - playlist.sequence()));
        waiting.add(segment);
        next++;
        count++;
        taken = taken.plus(segment.duration().orElse(Duration.ZERO));
        ended = wanted.most().filter(most -> taken.compareTo(most) >= 0).isPresent();
      }
      ended |= playlist.ended();
    }
    changed.run();
    return count > 0;
  }

  // An encoder that was started again; but a copy that is older than the last names the same
  // segments, and is no news.
  private boolean isBegunAnew(SegmentWindow playlist) {
    if (last == null || playlist.sequence() >= last.sequence() || playlist.segments().isEmpty()) {
      return false;
    }
    Set<URI> known = last.segments().stream().map(Segment::place).collect(Collectors.toSet());
    return playlist.segments().stream().map(Segment::place).noneMatch(known::contains);
  }

  private static long edge(SegmentWindow playlist) {
    Duration least = playlist.target().multipliedBy(TARGETS_BEFORE_END);
    Duration behind = Duration.ZERO;
    int index = playlist.segments().size();
    while (index > 0 && behind.compareTo(least) < 0) {
      index--;
      behind = behind.plus(playlist.segments().get(index).duration().orElse(Duration.ZERO));
    }
    return playlist.sequence() + index;
  }

  private SluiceException missed(long segments) {
    return new SluiceException(
        FailureCode.SOURCE_CUT,
        "The live stream went on faster than it was fetched: %d of its segments are gone: %s"
            .formatted(segments, SourceUrl.redacted(place)));
  }

  private void silence(SluiceException trouble) {
    boolean gone = trouble != null && GONE.contains(trouble.code());
    if (gone) {
      // Many a stream ends so, without a word.
      LOG.log(Level.INFO, "{0} is gone: the stream is over", SourceUrl.redacted(place));
      end(null);
      return;
    }
    end(
        new SluiceException(
            FailureCode.SOURCE_STALLED,
            "The live stream brought nothing new for %d s: %s"
                .formatted(longestSilence.toSeconds(), SourceUrl.redacted(place)),
            trouble));
  }

  private void end(SluiceException why) {
    boolean kept = false;
    synchronized (this) {
      if (!ended) {
        ended = true;
        kept = why != null && mayEndBefore(why);
        if (kept) {
          LOG.log(Level.WARNING, "A recording ends early ({0}: {1})", why.code(), why.getMessage());
        }
        failure = kept ? null : why;
      }
    }
    changed.run();
    if (kept) {
      brokenOff.run();
    }
  }

  @Override
  public synchronized boolean hasNext() {
    return !waiting.isEmpty();
  }

  @Override
  public synchronized Segment next() {
    if (waiting.isEmpty()) {
      throw new NoSuchElementException();
    }
    return waiting.remove();
  }

  @Override
  public synchronized boolean ended() {
    return ended;
  }

  @Override
  public synchronized Optional<SluiceException> failure() {
    return Optional.ofNullable(failure);
  }

  /** What was recorded up to there is worth keeping, if somebody said so. */
  @Override
  public boolean mayEndBefore(SluiceException why) {
    return wanted.keepPartial()
        && (PASSING.contains(why.code()) || ANOTHER.contains(why.code()))
        && taken().compareTo(Duration.ZERO) > 0;
  }

  @Override
  public void endedBefore(SluiceException why) {
    brokenOff.run();
  }

  @Override
  public boolean inWholes() {
    return wanted.keepPartial();
  }

  private synchronized Duration taken() {
    return taken;
  }
}
