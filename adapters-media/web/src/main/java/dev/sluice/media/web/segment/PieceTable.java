package dev.sluice.media.web.segment;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The pieces of an input that were read last, in order. At most {@link #MOST} are stored, in 40
 * bytes each; the oldest go first. Thread-safe.
 */
final class PieceTable {
  /** More than a demuxer reads before it returns the first packet. */
  static final int MOST = 4_096;

  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final int FROM = 0;
  private static final int SECTION = 1;
  private static final int SHIFT = 2;
  private static final int FIRST_TIMESTAMP = 3;
  private static final int DURATION = 4;
  private static final int FIELDS = 5;

  /** A ring of records. */
  private long[] fields = new long[16 * FIELDS];

  private int oldest;
  private int count;

  /** Adds a piece behind all others. Times are stored in nanoseconds. */
  synchronized void add(Piece piece) {
    int capacity = fields.length / FIELDS;
    if (count == capacity && capacity < MOST) {
      // Nothing was overwritten yet, so the ring begins at the front of the array.
      fields = Arrays.copyOf(fields, 2 * fields.length);
      capacity *= 2;
    }
    if (count == capacity) {
      oldest = (oldest + 1) % capacity;
      count--;
    }
    int at = index(count) * FIELDS;
    fields[at + FROM] = piece.from();
    fields[at + SECTION] = piece.section();
    fields[at + SHIFT] = nanos(piece.shift());
    fields[at + FIRST_TIMESTAMP] = nanos(piece.firstTimestamp());
    fields[at + DURATION] = nanos(piece.duration());
    count++;
  }

  /** Returns the piece that contains a position; empty if it is not stored. */
  synchronized Optional<Piece> at(long position) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (from(middle) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Optional.empty() : Optional.of(piece(low - 1));
  }

  private Piece piece(int number) {
    int at = index(number) * FIELDS;
    return new Piece(
        fields[at + FROM],
        fields[at + SECTION],
        duration(fields[at + SHIFT]),
        duration(fields[at + FIRST_TIMESTAMP]),
        duration(fields[at + DURATION]));
  }

  private long from(int number) {
    return fields[index(number) * FIELDS + FROM];
  }

  private int index(int number) {
    return (oldest + number) % (fields.length / FIELDS);
  }

  private static long nanos(Optional<Duration> time) {
    return time.map(Duration::toNanos).orElse(UNKNOWN);
  }

  private static Optional<Duration> duration(long nanos) {
    return nanos == UNKNOWN ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }
}
