package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.PacketTimes;
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
  private static final long MAX_BACKWARD = 100_000;

  /** A shorter gap is taken for missing packets, as libav's own tools do. In microseconds. */
  private static final long MAX_GAP = 10_000_000;

  /** How far apart the streams may begin after a jump. In microseconds. */
  private static final long MAX_STREAM_OFFSET = 1_000_000;

  private final TimeBase[] bases;
  private final long[] expected;
  private final long[] shifts;
  private long lastShift;

  ClockDiscontinuities(TimeBase[] bases) {
    this.bases = bases;
    this.expected = new long[bases.length];
    this.shifts = new long[bases.length];
    Arrays.fill(expected, AV_NOPTS_VALUE);
  }

  /** Corrects the packet's times. */
  void correct(AVPacket packet, int index) {
    long time = PacketTimes.decodingTime(packet);
    if (time == AV_NOPTS_VALUE) {
      return;
    }
    long at = bases[index].toMicroseconds(time);
    if (expected[index] != AV_NOPTS_VALUE && isJump(at + shifts[index] - expected[index])) {
      // Another stream may have had the same jump before.
      boolean known = Math.abs(at + lastShift - expected[index]) < MAX_STREAM_OFFSET;
      shifts[index] = known ? lastShift : expected[index] - at;
      lastShift = shifts[index];
    }
    PacketTimes.shiftBy(packet, bases[index].fromMicroseconds(shifts[index]));
    long lasts = Math.max(0, bases[index].toMicroseconds(packet.duration()));
    expected[index] = at + shifts[index] + lasts;
  }

  private static boolean isJump(long by) {
    return by < -MAX_BACKWARD || by > MAX_GAP;
  }
}
