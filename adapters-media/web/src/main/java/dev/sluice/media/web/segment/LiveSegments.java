package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.TransientFailures;
import dev.sluice.media.web.segment.Segment.Section;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a live stream. Its playlist is reloaded (RFC 8216, 6.3.4) until the stream ends,
 * the recording is long enough, or a stop is requested. A playlist that fails or does not change is
 * tolerated for a while. Thread-safe.
 */
final class LiveSegments implements SegmentSource {
  private static final Logger LOG = System.getLogger(LiveSegments.class.getName());

  /** How many target durations before the end a player begins (RFC 8216, 6.3.3). */
  private static final int TARGETS_BEFORE_END = 3;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Further failures that may be over a moment later: the parts of a live stream come and go. */
  private static final Set<FailureCode> OF_MOMENT =
      EnumSet.of(
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.SOURCE_EMPTY,
          FailureCode.MEMORY_SHORT);

  /** Further failures that a recording may end at. */
  private static final Set<FailureCode> UNRECORDABLE =
      EnumSet.of(
          FailureCode.STREAM_UNSUPPORTED, FailureCode.MEDIA_DAMAGED, FailureCode.MEDIA_PROTECTED);

  private static final Set<FailureCode> GONE =
      EnumSet.of(FailureCode.SOURCE_NOT_FOUND, FailureCode.SOURCE_GONE);

  private final URI uri;
  private final Supplier<SegmentWindow> reload;
  private final FetchScope scope;
  private final LiveRecording recording;
  private final Duration maxSilence;
  private final Runnable changed;
  private final Runnable onEarlyEnd;

  /** The segments that were not read yet, by the playlist in which they came. None is empty. */
  private final Deque<Iterator<Segment>> waiting = new ArrayDeque<>();

  private long next = -1;
  private @Nullable SegmentWindow last;

  /** The section of the segment before the next one; −1 before the first. */
  private long section = -1;

  /** What to add to the playlist's numbers of sections. */
  private long sectionOffset;

  private Duration recordedLength = Duration.ZERO;
  private boolean ended;
  private @Nullable SluiceException failure;

  /**
   * Creates a recording that has not begun.
   *
   * @param reload returns the playlist as it is now
   * @param maxSilence how long no new segment may come
   * @param changed run by another thread when there are more segments, or when the end has come
   * @param onEarlyEnd run when the recording ends early with what it has
   */
  LiveSegments(
      URI uri,
      Supplier<SegmentWindow> reload,
      FetchScope scope,
      LiveRecording recording,
      Duration maxSilence,
      Runnable changed,
      Runnable onEarlyEnd) {
    this.uri = uri;
    this.reload = reload;
    this.scope = scope;
    this.recording = recording;
    this.maxSilence = maxSilence;
    this.changed = changed;
    this.onEarlyEnd = onEarlyEnd;
  }

  /** Follows the playlist to its end, in the calling thread. */
  void follow(SegmentWindow first) {
    try {
      Optional<SegmentWindow> now = Optional.of(first);
      Duration target = first.target();
      Duration silentFor = Duration.ZERO;
      SluiceException problem = null;
      while (true) {
        boolean more = now.isPresent() && take(now.get());
        if (ended()) {
          return;
        }
        silentFor = more ? Duration.ZERO : silentFor;
        if (silentFor.compareTo(maxSilence) >= 0) {
          endAfterSilence(problem);
          return;
        }
        Duration pause = pause(target, more);
        scope.pause(pause);
        silentFor = silentFor.plus(pause);
        try {
          now = Optional.of(reload.get());
          target = now.get().target();
          problem = null;
        } catch (SluiceException e) {
          if (!isTransient(e)) {
            throw e;
          }
          now = Optional.empty();
          problem = e;
        }
      }
    } catch (SluiceException e) {
      end(e);
    } catch (RuntimeException e) {
      // Whatever it is, the reader must not wait forever.
      end(new SluiceException(FailureCode.INTERNAL, "A playlist failed unexpectedly", e));
    }
  }

  /** Ends the recording with the segments that have come. */
  void finish() {
    end(null);
  }

  // As RFC 8216 asks: the target duration after a change, else half of it.
  private static Duration pause(Duration target, boolean more) {
    Duration pause = more ? target : target.dividedBy(2);
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private boolean take(SegmentWindow playlist) {
    int count = 0;
    synchronized (this) {
      if (next < 0) {
        next = recording.fromStart() ? playlist.sequence() : liveEdge(playlist);
      }
      if (isRestarted(playlist)) {
        LOG.log(
            Level.WARNING,
            "{0} restarted its numbering; the recording continues there",
            SourceUrl.redacted(uri));
        next = playlist.sequence();
        sectionOffset = section + 1 - number(playlist, 0);
      } else {
        alignSections(playlist);
      }
      last = playlist;
      List<Segment> segments = playlist.segments();
      long end = playlist.sequence() + segments.size();
      if (playlist.sequence() > next) {
        throw missedSegments(playlist.sequence() - next);
      }
      SegmentList.Builder taken = new SegmentList.Builder(uri);
      while (!ended && next < end) {
        Segment segment = segments.get((int) (next - playlist.sequence()));
        section = segment.section().number() + sectionOffset;
        taken.add(segment.in(new Section(section, segment.section().shift())));
        next++;
        count++;
        recordedLength = recordedLength.plus(segment.duration().orElse(Duration.ZERO));
        ended = recording.most().filter(most -> recordedLength.compareTo(most) >= 0).isPresent();
      }
      if (count > 0) {
        waiting.add(taken.build().iterator());
      }
      ended |= playlist.ended();
    }
    changed.run();
    return count > 0;
  }

  // Many servers do not count the discontinuities that have left the playlist; the segment that was
  // taken last shows by how many the numbers are off.
  private void alignSections(SegmentWindow playlist) {
    long index = next - 1 - playlist.sequence();
    if (section >= 0 && index >= 0 && index < playlist.segments().size()) {
      sectionOffset = section - number(playlist, (int) index);
    }
  }

  private static long number(SegmentWindow playlist, int index) {
    return playlist.segments().get(index).section().number();
  }

  // Lower numbers mean that the encoder restarted, or that an outdated copy was served; the copy
  // has
  // segments that are known.
  private boolean isRestarted(SegmentWindow playlist) {
    if (last == null || playlist.sequence() >= last.sequence() || playlist.segments().isEmpty()) {
      return false;
    }
    Set<URI> known = last.segments().stream().map(Segment::uri).collect(Collectors.toSet());
    return playlist.segments().stream().map(Segment::uri).noneMatch(known::contains);
  }

  private static long liveEdge(SegmentWindow playlist) {
    Duration least = playlist.target().multipliedBy(TARGETS_BEFORE_END);
    Duration behind = Duration.ZERO;
    int index = playlist.segments().size();
    while (index > 0 && behind.compareTo(least) < 0) {
      index--;
      behind = behind.plus(playlist.segments().get(index).duration().orElse(Duration.ZERO));
    }
    return playlist.sequence() + index;
  }

  private SluiceException missedSegments(long segments) {
    return new SluiceException(
        FailureCode.SOURCE_CUT,
        "The live stream advanced faster than it was fetched; "
            + segments
            + " of its segments are gone: "
            + SourceUrl.redacted(uri));
  }

  private void endAfterSilence(@Nullable SluiceException problem) {
    boolean gone = problem != null && GONE.contains(problem.code());
    if (gone) {
      // Many streams end like this.
      LOG.log(Level.INFO, "{0} is gone; the stream has ended", SourceUrl.redacted(uri));
      end(null);
      return;
    }
    end(
        new SluiceException(
            FailureCode.SOURCE_STALLED,
            "The live stream brought nothing new for "
                + maxSilence.toSeconds()
                + " s: "
                + SourceUrl.redacted(uri),
            problem));
  }

  private void end(@Nullable SluiceException why) {
    boolean isPartial = false;
    synchronized (this) {
      if (!ended) {
        ended = true;
        isPartial = why != null && mayEndBefore(why);
        if (isPartial) {
          LOG.log(Level.WARNING, "A recording ends early ({0}: {1})", why.code(), why.getMessage());
        }
        failure = isPartial ? null : why;
      }
    }
    changed.run();
    if (isPartial) {
      onEarlyEnd.run();
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
    Iterator<Segment> oldest = waiting.element();
    Segment segment = oldest.next();
    if (!oldest.hasNext()) {
      waiting.remove();
    }
    return segment;
  }

  @Override
  public synchronized boolean ended() {
    return ended;
  }

  @Override
  public synchronized Optional<SluiceException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns true if the request keeps partial recordings and something was recorded. */
  @Override
  public boolean mayEndBefore(SluiceException why) {
    return recording.keepPartial()
        && (isTransient(why) || UNRECORDABLE.contains(why.code()))
        && recordedLength().compareTo(Duration.ZERO) > 0;
  }

  @Override
  public void endedBefore(SluiceException why) {
    onEarlyEnd.run();
  }

  @Override
  public boolean wholeSegmentsOnly() {
    return recording.keepPartial();
  }

  private synchronized Duration recordedLength() {
    return recordedLength;
  }

  private static boolean isTransient(SluiceException failure) {
    return TransientFailures.contains(failure.code()) || OF_MOMENT.contains(failure.code());
  }
}
