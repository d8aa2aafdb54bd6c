package dev.sluice.media.libav.time;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one input: says for each packet, in the order of the file, what to add to its
 * timestamps. If that depends on packets that follow, it answers {@link #HOLD}; the caller then
 * keeps the packet, passes those that follow to {@link #observe}, and asks again when {@link
 * #isDeciding} is over. Times are in microseconds.
 *
 * <ul>
 *   <li>A track that goes back in time shows that the clock has started again, for all tracks.
 *   <li>A track that leaps forward while another one is already there has a gap. If all tracks
 *       leap, the clock has jumped, and what follows is moved to the end of what was before: all
 *       tracks by the same amount, so that they stay in step.
 *   <li>In a section that the manifest announces, shorter leaps count as jumps, too.
 * </ul>
 */
public final class Timeline {
  /** The packet's shift depends on packets that follow. */
  public static final long HOLD = Long.MIN_VALUE;

  /** The packet's shift depends on the leading input, which must be read further. */
  public static final long WAIT = Long.MIN_VALUE + 1;

  private static final long NONE = MediaClock.NONE;

  /** Decoding times never go back by more than rounding. */
  static final long MAX_BACKWARD = 100_000;

  /** A shorter gap is taken for missing packets, as libav's own tools do. */
  static final long MAX_GAP = 10_000_000;

  /** A shorter gap between two sections is taken for missing packets. */
  private static final long MAX_SECTION_GAP = 500_000;

  /** How far tracks may be apart in the order of the file. */
  static final long INTERLEAVING = 5_000_000;

  /** How far a track may reach into the next section before that is moved. */
  static final long MAX_OVERLAP = 1_000_000;

  /** A hole between two periods that a manifest may announce. */
  private static final long MAX_DECLARED_GAP = 60_000_000;

  /** How far the leading input is read beyond the end of the one that follows. */
  private static final long LEAD = 2_000_000;

  private static final int UNDECIDED = -1;
  private static final int BEHIND = -2;

  private final MediaClock clock;
  private final boolean restarts;
  private final boolean keepsLeaps;
  private final boolean shared;
  private final long start;
  private final long zero;
  private final List<TrackState> tracks = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private final PieceClock pieces;
  private @Nullable Deliberation deliberation;
  private long reached = NONE;
  private boolean used = true;
  private boolean constant;
  private boolean exhausted;
  private boolean alone;
  private boolean isWrong;

  /**
   * A part of the input in which the clock runs on.
   *
   * @param number the manifest's number; {@link #NONE} if there is none
   * @param shift what to add to the manifest's time, or to timestamps without a manifest
   * @param from the beginning on the clock of the media; {@link #NONE} if it is unknown
   */
  record Section(long number, long shift, long from) {}

  /**
   * A packet on the clock of its piece.
   *
   * @param at the decoding time
   * @param shown the presentation time
   * @param declared what the manifest adds to the packet's timestamps
   */
  record Packet(long at, long shown, long lasts, long declared, @Nullable Piece piece) {
    long number() {
      return piece == null ? NONE : piece.section();
    }

    boolean isDeclared() {
      return piece != null && piece.shift().isPresent();
    }

    boolean isPacked() {
      return piece != null && piece.firstTimestamp().isPresent();
    }
  }

  /** The state of a track. */
  static final class TrackState {
    final MediaClock.Kind kind;
    final long wrap;
    int section;

    /** What was added to the last packet's timestamps. */
    long total;

    /** The end of the last packet, on the clock of the media. */
    long expected = NONE;

    /** The end of what is shown. */
    long shownUntil = NONE;

    private TrackState(MediaClock.Track track) {
      kind = track.kind();
      wrap = track.wrap();
    }

    boolean isDense() {
      return kind != MediaClock.Kind.SPARSE;
    }
  }

  Timeline(MediaClock clock, MediaClock.Input input, long base, boolean shared) {
    this.clock = clock;
    this.shared = shared;
    restarts = input.restarts();
    keepsLeaps = input.keepsLeaps();
    start = input.start();
    input.tracks().forEach(track -> tracks.add(new TrackState(track)));
    long declared = input.first().map(p -> PieceClock.declared(p, start)).orElse(0L);
    pieces = new PieceClock(declared);
    zero = -base - declared;
    sections.add(new Section(input.first().map(Piece::section).orElse(NONE), base, 0));
  }

  /** Returns the timestamp of the input that is zero on the clock of the media. */
  public long zero() {
    return zero;
  }

  /**
   * Returns the time of each section's clock that is zero on the clock of the media, or that of the
   * manifest if it gives shifts; of the only section if there are no pieces, as number 0.
   */
  public Map<Long, Long> sectionStarts() {
    Map<Long, Long> starts = new HashMap<>();
    for (Section section : sections) {
      starts.putIfAbsent(section.number() == NONE ? 0 : section.number(), -section.shift());
    }
    return starts;
  }

  /** Excludes the input: none of its packets are read. */
  public void exclude() {
    used = false;
  }

  boolean isUsed() {
    return used;
  }

  boolean hasPicture() {
    return tracks.stream().anyMatch(track -> track.kind == MediaClock.Kind.PICTURE);
  }

  /**
   * Uses the first shift for all packets from now on, as a seek by the input's timestamps needs.
   */
  public void keepConstant() {
    constant = true;
  }

  /** Notes that no packet follows. Other inputs do not wait for this one. */
  public void end() {
    exhausted = true;
  }

  /** Decides the next packet's shift without the leading input, which cannot be read further. */
  public void goAlone() {
    alone = true;
  }

  /** Returns the end of what was read, on the clock of the media. */
  long reached() {
    return reached;
  }

  /** Returns whether packets that follow are needed. */
  public boolean isDeciding() {
    return deliberation != null && !deliberation.isOver();
  }

  /** Decides by what is known. */
  public void decide() {
    if (deliberation != null) {
      deliberation.conclude();
    }
  }

  /** Looks at a packet that follows a held one. */
  public void observe(int track, long dts, long pts, long lasts, @Nullable Piece piece) {
    if (deliberation == null || dts == NONE) {
      return;
    }
    TrackState state = tracks.get(track);
    long at = unwrapped(state, dts);
    long declared = pieces.of(piece, at);
    long shown = pts == NONE ? at : at - dts + pts;
    deliberation.observe(
        state,
        new Packet(at + declared, shown + declared, lasts, declared, piece),
        sections.get(state.section).shift());
  }

  /**
   * Returns what to add to a packet's timestamps; {@link #HOLD} or {@link #WAIT} if that is not
   * known yet.
   *
   * @param dts the decoding time; {@link MediaClock#NONE} if there is none
   * @param pts the presentation time; {@link MediaClock#NONE} if there is none
   * @param piece the piece that the packet belongs to; null if there is none
   */
  public long shift(int track, long dts, long pts, long lasts, @Nullable Piece piece) {
    TrackState state = tracks.get(track);
    if (constant || !restarts) {
      reached = dts == NONE || constant ? reached : Math.max(reached, dts - zero());
      return -zero();
    }
    if (dts == NONE) {
      return pieces.last() + sections.get(state.section).shift();
    }
    long at = unwrapped(state, dts);
    long declared = pieces.enter(piece, at);
    long shown = pts == NONE ? at : at - dts + pts;
    int found = section(state, new Packet(at + declared, shown + declared, lasts, declared, piece));
    if (found < 0) {
      return found == UNDECIDED ? HOLD : WAIT;
    }
    alone = false;
    if (isWrong) {
      isWrong = false;
      return at - dts + state.total;
    }
    state.section = found;
    state.total = declared + sections.get(found).shift();
    long until = Math.max(0, lasts) + state.total;
    state.expected = at + until;
    state.shownUntil = Math.max(state.shownUntil, shown + until);
    if (state.isDense()) {
      reached = Math.max(reached, state.expected);
    }
    return at - dts + state.total;
  }

  private long unwrapped(TrackState state, long dts) {
    if (state.expected != NONE) {
      return MediaClock.near(dts, state.expected - state.total, state.wrap);
    }
    long near = reached == NONE ? start : reached - pieces.last() - last().shift();
    return MediaClock.near(dts, near, state.wrap);
  }

  private Section last() {
    return sections.get(sections.size() - 1);
  }

  /** Returns the section that a packet belongs to; negative if that is not known yet. */
  private int section(TrackState state, Packet packet) {
    long number = packet.number();
    if (state.expected == NONE) {
      if (reached == NONE || number == NONE || find(0, number) >= 0) {
        return nearest(packet);
      }
      state.expected = reached;
      state.shownUntil = reached;
    }
    if (deliberation != null && state == deliberation.first()) {
      if (!deliberation.isOver()) {
        return UNDECIDED;
      }
      Deliberation over = deliberation;
      deliberation = null;
      isWrong = over.isWrong();
      boolean isJump = over.isJump() && !(keepsLeaps && over.isForward());
      return isJump ? add(over.number(), over.shift(), over.start()) : state.section;
    }
    Section current = sections.get(state.section);
    if (number != NONE && number != current.number()) {
      return enter(state, packet);
    }
    long by = packet.at() + current.shift() - state.expected;
    if (by >= -MAX_BACKWARD && by <= MAX_GAP) {
      return state.section;
    }
    if (!state.isDense()) {
      return nearest(packet);
    }
    int known = known(state, packet);
    boolean isForward = by > 0;
    if (known >= 0 || (isForward && isReached(state, packet.at() + current.shift()))) {
      return known >= 0 ? known : state.section;
    }
    Optional<Timeline> leader = shared ? clock.leaderOf(this) : Optional.empty();
    if (leader.isPresent()) {
      return follow(leader.get(), state, packet, isForward);
    }
    if (isForward && shared && clock.hasFollowers(this)) {
      // Nothing but the manifest could tell a jump from a gap here, and it announces no section.
      return state.section;
    }
    deliberation = new Deliberation(tracks, state, packet, by, current.number(), false);
    return UNDECIDED;
  }

  private int add(long number, long shift, long from) {
    sections.add(new Section(number, shift, from));
    return sections.size() - 1;
  }

  private boolean hasNumbers() {
    return sections.get(0).number() != NONE;
  }

  private int find(int from, long number) {
    for (int i = from; i < sections.size(); i++) {
      if (sections.get(i).number() == number) {
        return i;
      }
    }
    return -1;
  }

  // Tracks whose packets are far apart go where the others are.
  private int nearest(Packet packet) {
    int nearest = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      boolean fits = packet.number() == NONE || packet.number() == section.number();
      long distance = reached == NONE ? 0 : Math.abs(packet.at() + section.shift() - reached);
      if (fits && distance < least) {
        nearest = i;
        least = distance;
      }
    }
    return least == Long.MAX_VALUE ? sections.size() - 1 : nearest;
  }

  // A jump that another track made before, or a return from a single wrong timestamp.
  private int known(TrackState state, Packet packet) {
    int known = -1;
    long least = Long.MAX_VALUE;
    for (int i = Math.max(0, state.section - 1); i < sections.size(); i++) {
      long by = packet.at() + sections.get(i).shift() - state.expected;
      boolean isClose =
          i < state.section
              ? Math.abs(by) <= MAX_SECTION_GAP
              : i > state.section && by >= -MAX_OVERLAP && by <= MAX_GAP;
      boolean fits = sections.get(i).number() == sections.get(state.section).number() && isClose;
      if (fits && Math.abs(by) < least) {
        known = i;
        least = Math.abs(by);
      }
    }
    return known;
  }

  private boolean isReached(TrackState state, long time) {
    for (TrackState other : tracks) {
      boolean isThere = other.expected != NONE && other.expected >= time - INTERLEAVING;
      if (other != state && other.isDense() && isThere) {
        return true;
      }
    }
    return false;
  }

  private int enter(TrackState state, Packet packet) {
    int known = find(state.section + 1, packet.number());
    if (known < 0) {
      known = find(0, packet.number());
    }
    if (known >= 0) {
      return known;
    }
    Optional<Timeline> leader = clock.leaderOf(this).filter(Timeline::hasNumbers);
    if (leader.isPresent()) {
      int begun = leader.get().find(0, packet.number());
      if (begun >= 0) {
        return adopt(state, packet, leader.get().sections.get(begun));
      }
      if (!leader.get().exhausted && !alone) {
        return BEHIND;
      }
    }
    Section current = sections.get(state.section);
    long by = packet.at() + current.shift() - state.expected;
    if (packet.isDeclared()) {
      return add(packet.number(), declaredShift(state, packet, current, by), NONE);
    }
    if (by >= -MAX_BACKWARD && by <= MAX_SECTION_GAP) {
      return add(packet.number(), current.shift(), packet.at() + current.shift());
    }
    deliberation = new Deliberation(tracks, state, packet, by, packet.number(), true);
    return UNDECIDED;
  }

  // Manifests are wrong about the length of a period, or about a clock that runs on.
  private static long declaredShift(TrackState state, Packet packet, Section current, long by) {
    if (by >= -MAX_OVERLAP && by <= MAX_OVERLAP) {
      return current.shift();
    }
    long continued = state.total - packet.declared();
    long continuedBy = packet.at() + continued - state.expected;
    if (continuedBy >= -MAX_BACKWARD && continuedBy <= MAX_OVERLAP) {
      return continued;
    }
    return by > 0 && by <= MAX_DECLARED_GAP ? current.shift() : state.shownUntil - packet.shown();
  }

  /** Takes the section over that the leading input has begun. */
  private int adopt(TrackState state, Packet packet, Section begun) {
    long wrap = packet.isPacked() ? PieceClock.WRAP : state.wrap;
    long by = MediaClock.near(packet.at() + begun.shift() - state.expected, 0, wrap);
    boolean fits = shared && Math.abs(by) <= MAX_GAP;
    long from = begun.from() == NONE ? state.expected : begun.from();
    long shift = (fits ? state.expected + by : from) - packet.at();
    return add(begun.number(), shift, packet.at() + shift);
  }

  private int follow(Timeline leader, TrackState state, Packet packet, boolean isForward) {
    Section current = sections.get(state.section);
    Section best = null;
    long least = Long.MAX_VALUE;
    for (Section section : leader.sections) {
      long by = MediaClock.near(packet.at() + section.shift() - state.expected, 0, state.wrap);
      boolean fits = section.number() == current.number() && by >= -MAX_OVERLAP && by <= MAX_GAP;
      if (fits && Math.abs(by) < least) {
        best = section;
        least = Math.abs(by);
      }
    }
    if (best != null) {
      return adopt(state, packet, best);
    }
    if (!leader.exhausted && !alone && leader.reached < state.expected + LEAD) {
      return BEHIND;
    }
    if (isForward) {
      return state.section;
    }
    deliberation =
        new Deliberation(
            tracks,
            state,
            packet,
            packet.at() + current.shift() - state.expected,
            current.number(),
            false);
    return UNDECIDED;
  }
}
