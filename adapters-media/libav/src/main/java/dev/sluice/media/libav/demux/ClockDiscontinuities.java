package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.TimeBase;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Corrects the clock of an input that was put together from pieces, each with a clock of its own
 * (an advertisement in a broadcast, an interrupted recording). Where the times jump, the next piece
 * is shifted so that it begins where the one before ended. All streams of the input are shifted by
 * the same amount, so that they stay in sync.
 */
final class ClockDiscontinuities {
  /** Decoding times never go back by more than rounding. In microseconds. */
  private static final long BACK = 100_000;

  /** A shorter gap is taken for missing packets, as libav's own tools do. In microseconds. */
  private static final long AHEAD = 10_000_000;

  /** How far apart the streams may begin after a jump. In microseconds. */
  private static final long IN_STEP = 1_000_000;

  private final TimeBase[] bases;
  private final long[] expected;
  private final long[] moved;
  private long lastMove;

  ClockDiscontinuities(TimeBase[] bases) {
    this.bases = bases;
    this.expected = new long[bases.length];
    this.moved = new long[bases.length];
    Arrays.fill(expected, AV_NOPTS_VALUE);
  }

  /** Corrects the packet's times. */
  void straighten(AVPacket packet, int index) {
    long time = PacketTimes.decoded(packet);
    if (time == AV_NOPTS_VALUE) {
      return;
    }
    long at = bases[index].toMicroseconds(time);
    if (expected[index] != AV_NOPTS_VALUE && jumps(at + moved[index] - expected[index])) {
      // Another stream may have had the same jump before.
      boolean known = Math.abs(at + lastMove - expected[index]) < IN_STEP;
      moved[index] = known ? lastMove : expected[index] - at;
      lastMove = moved[index];
    }
    PacketTimes.moveBy(packet, bases[index].fromMicroseconds(moved[index]));
    long lasts = Math.max(0, bases[index].toMicroseconds(packet.duration()));
    expected[index] = at + moved[index] + lasts;
  }

  private static boolean jumps(long by) {
    return by < -BACK || by > AHEAD;
  }
}
