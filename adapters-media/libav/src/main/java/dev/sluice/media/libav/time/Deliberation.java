package dev.sluice.media.libav.time;

import dev.sluice.media.libav.time.Timeline.Packet;
import dev.sluice.media.libav.time.Timeline.TrackState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The question whether a track's leap is a gap in this track or a jump of the clock, which the
 * packets of the other tracks answer. Times are in microseconds.
 */
final class Deliberation {
  /** How far a track goes on before it counts as one that does not leap. */
  private static final long PATIENCE = Timeline.INTERLEAVING;

  private static final long NONE = MediaClock.NONE;

  private final TrackState first;
  private final Packet leap;
  private final boolean isForward;
  private final long number;
  private final boolean announced;
  private final Map<TrackState, Packet> leaps = new HashMap<>();
  private final Set<TrackState> undecided = new HashSet<>();
  private final Map<TrackState, Long> expected = new HashMap<>();
  private final Map<TrackState, Long> shownUntil = new HashMap<>();
  private boolean isSecond = true;
  private boolean over;
  private boolean jump;
  private boolean wrong;
  private long shift;
  private long start;

  /**
   * @param tracks all tracks of the input
   * @param first the track that leaps
   * @param leap the packet behind the leap
   * @param by how far it leaps; negative if it goes back
   * @param number the number of the section that begins if this is a jump
   * @param announced whether the manifest announces that section
   */
  Deliberation(
      List<TrackState> tracks,
      TrackState first,
      Packet leap,
      long by,
      long number,
      boolean announced) {
    this.first = first;
    this.leap = leap;
    this.number = number;
    this.announced = announced;
    isForward = by > 0;
    leaps.put(first, leap);
    for (TrackState track : tracks) {
      boolean isAlive =
          track.expected != NONE && track.expected > first.expected - Timeline.MAX_GAP;
      if (track != first && track.isDense() && track.section == first.section && isAlive) {
        undecided.add(track);
      }
    }
  }

  TrackState first() {
    return first;
  }

  boolean isOver() {
    return over;
  }

  /** Returns whether the track leaps forward rather than back. */
  boolean isForward() {
    return isForward;
  }

  /** Returns whether the clock jumps. */
  boolean isJump() {
    return jump;
  }

  /** Returns whether the timestamp behind the leap is a single wrong one. */
  boolean isWrong() {
    return wrong;
  }

  long number() {
    return number;
  }

  /** Returns what to add to times behind the jump. */
  long shift() {
    return shift;
  }

  /** Returns where the clock of the media is at the jump. */
  long start() {
    return start;
  }

  /**
   * Looks at the next packet.
   *
   * @param now what is added to times before the jump
   */
  void observe(TrackState track, Packet packet, long now) {
    if (over || !track.isDense() || track.expected == NONE) {
      return;
    }
    if (track == first) {
      observeFirst(packet, now);
    } else if (undecided.contains(track)) {
      observeOther(track, packet, now);
    }
  }

  private void observeFirst(Packet packet, long now) {
    long since = packet.at() - leap.at();
    if (isSecond) {
      isSecond = false;
      long byOld = packet.at() + now - first.expected;
      boolean isOld = byOld >= -Timeline.MAX_BACKWARD && byOld <= Timeline.MAX_OVERLAP;
      boolean isWrong = isOld && Math.abs(since) > Timeline.MAX_OVERLAP;
      // A single wrong timestamp, or a track of pictures that are as far apart as this leap.
      if (isWrong || (isForward && !announced && since > Timeline.MAX_GAP)) {
        over = true;
        wrong = isWrong;
        return;
      }
      if (undecided.isEmpty()) {
        conclude();
        return;
      }
    }
    if (since > PATIENCE) {
      conclude();
    }
  }

  private void observeOther(TrackState track, Packet packet, long now) {
    long before = expected.getOrDefault(track, track.expected);
    long time = packet.at() + now;
    long by = time - before;
    boolean leapsToo = by < -Timeline.MAX_BACKWARD || (isForward && by > Timeline.MAX_GAP / 2);
    if (announced ? packet.number() == number : leapsToo) {
      leaps.put(track, packet);
      undecided.remove(track);
    } else {
      boolean isThere = time >= leap.at() + now - Timeline.MAX_OVERLAP;
      boolean goesOn = time - track.expected > PATIENCE;
      if (isForward && !announced && (isThere || goesOn)) {
        over = true;
        return;
      }
      long lasts = Math.max(0, packet.lasts());
      expected.put(track, time + lasts);
      shownUntil.merge(track, packet.shown() + now + lasts, Math::max);
      if (goesOn) {
        undecided.remove(track);
      }
    }
    if (undecided.isEmpty() && !isSecond) {
      conclude();
    }
  }

  /** Decides by what is known: the clock jumps, unless this is the only packet. */
  void conclude() {
    if (over) {
      return;
    }
    over = true;
    if (isSecond && !announced && leaps.size() == 1) {
      wrong = !isForward;
      return;
    }
    jump = true;
    TrackState driver = first;
    for (TrackState track : leaps.keySet()) {
      if (track.kind == MediaClock.Kind.PICTURE) {
        driver = track;
      }
    }
    // Pictures follow each other exactly. Sound may overlap a little, but not vanish.
    long ended = Math.max(driver.shownUntil, shownUntil.getOrDefault(driver, Long.MIN_VALUE));
    shift = ended - leaps.get(driver).shown();
    long overlap = 0;
    for (Map.Entry<TrackState, Packet> one : leaps.entrySet()) {
      long ends = expected.getOrDefault(one.getKey(), one.getKey().expected);
      overlap = Math.max(overlap, ends - one.getValue().at() - shift);
    }
    if (overlap > Timeline.MAX_OVERLAP) {
      shift += overlap;
    }
    start = leaps.get(driver).shown() + shift;
  }
}
