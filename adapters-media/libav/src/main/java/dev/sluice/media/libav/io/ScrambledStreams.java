package dev.sluice.media.libav.io;

import dev.sluice.media.libav.base.Losses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the scrambled packets of each stream of a transport or program stream, by the flags of
 * those that begin an elementary packet, and notes which elementary packets are clear only in part.
 * Reads the file in order. Not thread-safe.
 */
public final class ScrambledStreams {
  /** The stream id of AC-3, DTS and others in an elementary packet. */
  private static final int PRIVATE_STREAM = 0xbd;

  private static final int FIRST_SOUND = 0xc0;
  private static final int LAST_PICTURE = 0xef;

  /** The position of the flags in an elementary packet. */
  private static final int FLAGS = 6;

  /** A stream that is clear again so often is counted as scrambled in between. */
  private static final int MAX_RUNS = 1_000;

  /** A minute of pictures. So much is too much, however long the rest is. */
  private static final int LONG_RUN = 1_500;

  private final Map<Integer, Counts> streams = new HashMap<>();
  private boolean isAny;
  private long longRunAt = Long.MAX_VALUE;

  /**
   * How many elementary packets of a stream are scrambled, without those before the first clear
   * one.
   *
   * @param of the number of all
   */
  public record Share(long scrambled, long of) {
    private static final Share NONE = new Share(0, 0);

    /** Returns whether more is scrambled than recorders leave where the key changes. */
    public boolean isTooMuch() {
      return Losses.areTooMany(scrambled, of);
    }
  }

  /** Scrambled packets in a row. */
  private static final class Run {
    private final long from;
    private long to;
    private long count;

    Run(long from) {
      this.from = from;
    }
  }

  private static final class Counts {
    private final List<Run> runs = new ArrayList<>();

    /** The ranges of positions of elementary packets that hold a part of a frame. */
    private final NavigableMap<Long, Long> torn = new TreeMap<>();

    private long leading;
    private long clear;
    private boolean isInRun;

    /** Whether the scrambled packets in a row are so by the flags of each transport packet. */
    private boolean isByTransport;

    /** The position of the last clear elementary packet in which a frame begins. */
    private long frameAt = -1;

    void tear(long from, long to) {
      if (from >= 0 && torn.size() < MAX_RUNS) {
        torn.put(from, to);
      }
    }
  }

  /**
   * Returns whether a transport packet, or the elementary packet that begins in it, is scrambled.
   */
  public static boolean isScrambled(byte[] bytes, int packet) {
    int flags = bytes[packet + 3] & 0xff;
    int payload = packet + 4 + ((flags & 0x20) == 0 ? 0 : 1 + (bytes[packet + 4] & 0xff));
    return (flags & 0xc0) != 0
        || (payload + FLAGS < packet + ProgramTables.PACKET
            && isScrambledElementary(bytes, payload));
  }

  /** Returns whether an elementary packet of sound or picture begins here. */
  public static boolean isElementary(byte[] bytes, int at) {
    int id = bytes[at + 3] & 0xff;
    return bytes[at] == 0
        && bytes[at + 1] == 0
        && bytes[at + 2] == 1
        && (id == PRIVATE_STREAM || (id >= FIRST_SOUND && id <= LAST_PICTURE));
  }

  /** Returns whether a scrambled elementary packet begins here. */
  public static boolean isScrambledElementary(byte[] bytes, int at) {
    int flags = bytes[at + FLAGS] & 0xff;
    return isElementary(bytes, at) && flags >> 6 == 2 && (flags & 0x30) != 0;
  }

  /**
   * Records a transport packet.
   *
   * @param at its position in the file
   */
  void record(byte[] packet, long at) {
    boolean isByTransport = (packet[3] & 0xc0) != 0;
    if (ProgramTables.begins(packet, 0)) {
      Counts counts = streams.computeIfAbsent(ProgramTables.pid(packet, 0), pid -> new Counts());
      counts.isByTransport = isByTransport;
      record(counts, isScrambled(packet, 0), true, at);
    } else if (isByTransport || isAny) {
      recordContinuation(streams.get(ProgramTables.pid(packet, 0)), isByTransport);
    }
  }

  // A demuxer leaves out scrambled packets, and takes those around them for one elementary packet.
  private void recordContinuation(@Nullable Counts counts, boolean isScrambled) {
    if (counts == null || counts.clear == 0) {
      return;
    }
    boolean beganScrambled = counts.isInRun && counts.isByTransport;
    if (isScrambled ? !counts.isInRun : beganScrambled) {
      isAny = true;
      counts.tear(counts.frameAt, counts.frameAt);
    }
  }

  /**
   * Records an elementary packet of a program stream, whose frames may go on in the next ones.
   *
   * @param stream its stream id
   * @param hasTime whether it has a time, as those have in which a frame begins
   * @param at its position in the file
   */
  void recordElementary(int stream, boolean isScrambled, boolean hasTime, long at) {
    Counts counts = streams.computeIfAbsent(stream, id -> new Counts());
    if (isScrambled && counts.clear > 0) {
      counts.tear(counts.isInRun ? at : Math.min(at, counts.frameAt), at);
    }
    record(counts, isScrambled, hasTime, at);
  }

  private void record(Counts counts, boolean isScrambled, boolean beginsFrame, long at) {
    if (!isScrambled) {
      counts.clear++;
      counts.isInRun = false;
      counts.frameAt = beginsFrame ? at : counts.frameAt;
      return;
    }
    isAny = true;
    if (counts.clear == 0) {
      counts.leading++;
      return;
    }
    if (counts.runs.isEmpty() || (!counts.isInRun && counts.runs.size() < MAX_RUNS)) {
      counts.runs.add(new Run(at));
    }
    counts.isInRun = true;
    Run run = counts.runs.get(counts.runs.size() - 1);
    run.to = at;
    run.count++;
    if (run.count == LONG_RUN) {
      longRunAt = Math.min(longRunAt, at);
    }
  }

  /** Forgets what was read, as before bytes that do not follow the last ones. */
  void reset() {
    streams.clear();
    isAny = false;
    longRunAt = Long.MAX_VALUE;
  }

  /** Returns whether any packet was scrambled. */
  boolean isAny() {
    return isAny;
  }

  /** Returns true once for each stream that was scrambled for long before a position. */
  boolean takeLongRun(long before) {
    boolean isFound = longRunAt < before;
    if (isFound) {
      longRunAt = Long.MAX_VALUE;
    }
    return isFound;
  }

  /** Returns whether an elementary packet is scrambled, or holds a part of a frame only. */
  boolean isTorn(int stream, long at) {
    Counts counts = streams.get(stream);
    Map.Entry<Long, Long> range = counts == null ? null : counts.torn.floorEntry(at);
    return range != null && at <= range.getValue();
  }

  /** Returns how much of a stream is scrambled between two positions. */
  Share share(int pid, long from, long to) {
    Counts counts = streams.get(pid);
    if (counts == null) {
      return Share.NONE;
    }
    // A recording may begin with scrambled packets. A stream may also have no others.
    if (counts.clear == 0) {
      return new Share(counts.leading, counts.leading);
    }
    long all = 0;
    long within = 0;
    for (Run run : counts.runs) {
      all += run.count;
      within += run.from <= to && run.to >= from ? run.count : 0;
    }
    return new Share(within, counts.clear + all);
  }
}
