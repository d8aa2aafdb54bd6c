package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Counts the samples that an mp4 or mov announces for each track, in its sample tables and in the
 * heads of its fragments, while its bytes are read. Boxes that are never read count as none. Keeps
 * no more than the front of one box. Not thread-safe.
 */
public final class SampleTables {
  private static final int SHORT_HEADER = 8;
  private static final int LONG_HEADER = 16;

  /** Enough for the fields that are used, and for an edit list of eight entries. */
  private static final int FRONT = LONG_HEADER + 8 + 8 * 20;

  /** By how much an edit list may shorten a track whose samples are counted, in seconds. */
  private static final double MOST_EDITED = 1;

  /** Samples a second, if nothing tells their number. */
  private static final double FASTEST = 100;

  private static final Set<String> FIRST =
      Set.of("ftyp", "styp", "moov", "mdat", "free", "skip", "wide", "pnot", "sidx", "moof");

  private static final Set<String> ENTERED =
      Set.of("moov", "trak", "edts", "mdia", "minf", "stbl", "moof", "traf");

  private static final Set<String> READ =
      Set.of("mvhd", "tkhd", "mdhd", "elst", "stsz", "stz2", "tfhd", "trun");

  private final ByteBuffer front = ByteBuffer.allocate(FRONT);
  private final Map<Long, Track> tracks = new HashMap<>();
  private Track current = new Track();
  private long movieClock;
  private long start;
  private boolean ended;

  /** What is known of a track. */
  private static final class Track {
    private long samples;
    private long clock;
    private long duration;
    private long shown = -1;
    private long hidden;
    private boolean isEdited;
  }

  /** Records bytes that were read at a position. */
  void record(long position, ByteBuffer bytes) {
    long end = position + bytes.remaining();
    while (!ended && start + front.position() < end) {
      long wanted = start + front.position();
      if (wanted < position) {
        // Skipped by a seek. They may be read later.
        return;
      }
      int from = (int) (wanted - position) + bytes.position();
      int count = (int) Math.min(needed() - front.position(), end - wanted);
      front.put(bytes.duplicate().limit(from + count).position(from));
      if (front.position() >= needed()) {
        pass();
      }
    }
  }

  /** Returns how many bytes from the box's beginning must be known. */
  private int needed() {
    if (front.position() < SHORT_HEADER) {
      return SHORT_HEADER;
    }
    int header = header();
    if (front.position() < header || !READ.contains(name())) {
      return header;
    }
    return (int) Math.max(header, Math.min(FRONT, size()));
  }

  private int header() {
    return front.getInt(0) == 1 ? LONG_HEADER : SHORT_HEADER;
  }

  private long size() {
    return front.getInt(0) == 1 ? front.getLong(8) : Integer.toUnsignedLong(front.getInt(0));
  }

  private String name() {
    StringBuilder name = new StringBuilder(4);
    for (int i = 4; i < SHORT_HEADER; i++) {
      name.append((char) (front.get(i) & 0xff));
    }
    return name.toString();
  }

  private void pass() {
    String name = name();
    long size = size();
    int header = header();
    boolean isFile = start > 0 || FIRST.contains(name);
    if (!isFile || size < header || start + size < start) {
      ended = true;
      return;
    }
    if (name.equals("trak") || name.equals("traf")) {
      current = new Track();
    }
    if (READ.contains(name)) {
      read(name, front.flip().position(header).slice());
    }
    start += ENTERED.contains(name) ? header : size;
    front.clear();
  }

  private void read(String name, ByteBuffer box) {
    boolean isWide = box.hasRemaining() && box.get(0) == 1;
    switch (name) {
      case "mvhd" -> movieClock = number(box, isWide ? 20 : 12);
      case "tkhd" -> enter(number(box, isWide ? 20 : 12));
      case "mdhd" -> {
        current.clock = number(box, isWide ? 20 : 12);
        current.duration = isWide ? large(box, 24) : number(box, 16);
      }
      case "elst" -> readEdits(box, isWide);
      case "stsz", "stz2" -> current.samples += number(box, 8);
      case "tfhd" -> enter(number(box, 4));
      default -> current.samples += number(box, 4);
    }
  }

  // The edits come before the samples, and both behind the number of their track.
  private void enter(long id) {
    current = tracks.computeIfAbsent(id, any -> new Track());
  }

  private void readEdits(ByteBuffer box, boolean isWide) {
    long count = number(box, 4);
    int length = isWide ? 20 : 12;
    long edits = 0;
    for (int i = 0; i < count; i++) {
      int at = 8 + i * length;
      if (at + length > box.limit()) {
        current.isEdited = true;
        return;
      }
      long from = isWide ? large(box, at + 8) : box.getInt(at + 4);
      if (from >= 0) {
        edits++;
        current.hidden = from;
        current.shown = isWide ? large(box, at) : number(box, at);
      }
    }
    current.isEdited |= edits != 1;
  }

  /**
   * Returns how many samples of a track must be there: those that it announces, without those that
   * its edit list may leave out. Empty if nothing announces them, or if its edits are not simple.
   *
   * @param id of the track
   */
  public OptionalLong expected(int id) {
    Track track = tracks.get((long) id);
    if (track == null || track.samples == 0 || track.isEdited) {
      return OptionalLong.empty();
    }
    if (track.shown < 0) {
      return OptionalLong.of(track.samples);
    }
    if (track.clock <= 0 || movieClock <= 0) {
      return OptionalLong.empty();
    }
    double hidden = (double) track.hidden / track.clock;
    double shown = (double) track.shown / movieClock;
    double duration = (double) track.duration / track.clock;
    // An edit of no duration lasts to the end, as in front of fragments.
    boolean isCut = shown > 0 && duration > 0 && duration > hidden + shown;
    double left = hidden + (isCut ? duration - hidden - shown : 0);
    boolean isUnknown = shown > 0 && duration <= 0;
    return isUnknown || left > MOST_EDITED
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, track.samples - spare(track.samples, left, duration)));
  }

  // Frames need not have equal durations, and times are rounded.
  private static long spare(long samples, double left, double duration) {
    if (left <= 0) {
      return 0;
    }
    double rate = duration > 0 ? 2 * samples / duration : FASTEST;
    return (long) Math.ceil(left * rate) + 2;
  }

  private static long number(ByteBuffer box, int at) {
    return at + 4 > box.limit() ? 0 : Integer.toUnsignedLong(box.getInt(at));
  }

  private static long large(ByteBuffer box, int at) {
    return at + 8 > box.limit() ? 0 : box.getLong(at);
  }
}
