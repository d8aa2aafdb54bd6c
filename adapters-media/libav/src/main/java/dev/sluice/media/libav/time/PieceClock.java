package dev.sluice.media.libav.time;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that a manifest adds to the timestamps of an input, piece by piece: the shift of a
 * DASH period, or the first timestamp of packed audio, whose format has no timestamps.
 */
final class PieceClock {
  /** Timestamps that differ by less are the same: clocks of 90 kHz and of samples are rounded. */
  private static final long ROUNDING = 2_000;

  /** The period of the first timestamps of packed audio: 33 bits of a clock of 90 kHz. */
  static final long WRAP = (1L << 33) * 1_000_000 / 90_000;

  private @Nullable Piece piece;
  private long declared;

  PieceClock(long declared) {
    this.declared = declared;
  }

  /**
   * Returns what to add to the timestamps of a piece to get the manifest's time.
   *
   * @param at the timestamp of the first packet in the piece
   */
  static long declared(Piece piece, long at) {
    if (piece.shift().isPresent()) {
      return micros(piece.shift().get());
    }
    return piece.firstTimestamp().isPresent() ? micros(piece.firstTimestamp().get()) - at : 0;
  }

  /** Returns what to add to a packet's timestamp, and remembers the piece. */
  long enter(@Nullable Piece current, long at) {
    declared = of(current, at);
    piece = current == null ? piece : current;
    return declared;
  }

  /** Returns what to add to a packet's timestamp. */
  long of(@Nullable Piece current, long at) {
    if (current == null || current.equals(piece)) {
      return declared;
    }
    if (current.shift().isPresent()) {
      return declared(current, at);
    }
    if (current.firstTimestamp().isEmpty()) {
      return declared;
    }
    long now = MediaClock.near(declared(current, at), declared, WRAP);
    return piece != null && Math.abs(now - declared) <= ROUNDING ? declared : now;
  }

  /** Returns what was added last. */
  long last() {
    return declared;
  }

  private static long micros(Duration duration) {
    return duration.getSeconds() * 1_000_000 + duration.getNano() / 1_000;
  }
}
