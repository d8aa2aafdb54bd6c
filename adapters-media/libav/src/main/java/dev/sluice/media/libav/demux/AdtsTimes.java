package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.AacFormat;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Corrects the times of AAC without a container. libav counts the samples of all packets by the
 * sample rate of the first one, so that a part with another rate would be stretched.
 */
final class AdtsTimes {
  private int firstRate;
  private long expected = AV_NOPTS_VALUE;
  private long next;

  void correct(AVPacket packet) {
    byte[] header = new byte[Math.min(AacFormat.ADTS_HEADER, packet.size())];
    packet.data().get(header);
    Optional<Integer> rate = AacFormat.ofAdts(header).flatMap(AacFormat::sampleRate);
    long pts = packet.pts();
    if (rate.isEmpty() || pts == AV_NOPTS_VALUE) {
      return;
    }
    firstRate = firstRate == 0 ? rate.get() : firstRate;
    long counted = packet.duration();
    long lasts = Math.round((double) counted * firstRate / rate.get());
    long at = expected == pts ? next : pts;
    expected = pts + counted;
    next = at + lasts;
    packet.pts(at);
    packet.dts(at);
    packet.duration(lasts);
  }
}
