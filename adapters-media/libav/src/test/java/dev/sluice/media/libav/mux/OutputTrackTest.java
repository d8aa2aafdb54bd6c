package dev.sluice.media.libav.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import dev.sluice.media.libav.base.Natives;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.junit.jupiter.api.Test;

class OutputTrackTest {
  @Test
  void packets_without_any_times_count_from_zero() {
    Natives.load();
    OutputTrack track = new OutputTrack(new AVRational().num(1).den(1_000));
    AVPacket packet = av_packet_alloc();

    track.repairTimes(packet, true);

    assertThat(packet.dts()).isZero();
    assertThat(packet.pts()).isZero();
    av_packet_free(packet);
  }
}
