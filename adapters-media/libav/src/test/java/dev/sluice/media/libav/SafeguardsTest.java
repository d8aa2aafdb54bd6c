package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.codec.FrameDecoder;
import dev.sluice.media.libav.codec.VideoEncoderSettings;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.io.Callbacks;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.junit.jupiter.api.Test;

/** Cancellation, release of native resources, limits: invisible as long as all goes well. */
class SafeguardsTest {
  private final LibavTranscoder transcoder = new LibavTranscoder();

  @Test
  void a_cancelled_job_converts_not_one_packet_more() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").bytes();
    Cancelling monitor = new Cancelling(10);

    assertThatThrownBy(() -> convert(clip, Container.MKV, VideoCodec.COPY, monitor))
        .isInstanceOf(IllegalStateException.class);

    assertThat(monitor.packets).isEqualTo(10);
  }

  @Test
  void no_channel_stays_registered_however_a_job_ends() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").bytes();
    int before = Callbacks.registered();

    convert(clip, Container.MKV, VideoCodec.COPY, StageMonitor.none());
    assertThatThrownBy(() -> convert(clip, Container.WEBM, VideoCodec.COPY, StageMonitor.none()))
        .isInstanceOf(SluiceException.class);
    assertThatThrownBy(
            () ->
                convert(
                    Arrays.copyOf(clip, clip.length / 2),
                    Container.MKV,
                    VideoCodec.COPY,
                    StageMonitor.none()))
        .isInstanceOf(SluiceException.class);
    assertThatThrownBy(() -> convert(clip, Container.MKV, VideoCodec.H264, new Cancelling(3)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(Callbacks.registered()).isEqualTo(before);
  }

  @Test
  void a_format_that_is_not_on_the_list_is_not_opened() {
    byte[] header = "YUV4MPEG2 W16 H16 F25:1 C420jpeg\n".getBytes(StandardCharsets.US_ASCII);
    byte[] frame = "FRAME\n".getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(header, header.length + 20 * (frame.length + 384));
    for (int i = 0; i < 20; i++) {
      System.arraycopy(frame, 0, file, header.length + i * (frame.length + 384), frame.length);
    }

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none()))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_MEDIA));
  }

  @Test
  void the_decoder_too_refuses_pictures_that_are_too_large() {
    byte[] clip = SampleClip.of("matroska", "h264", "").bytes();
    try (Source source =
        Source.open(
            List.of(MemoryInput.of(clip)), StageMonitor.none(), 100_000_000, SpoolFolder.none())) {
      AVRational rate = new AVRational().num(25).den(1);

      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(() -> decodeAll(source, rate))
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_DAMAGED));
    }
  }

  private static void decodeAll(Source source, AVRational rate) {
    AVPacket packet = av_packet_alloc();
    try (FrameDecoder decoder = new FrameDecoder(source.stream(0), rate, 1, 160 * 120 - 1)) {
      while (source.demuxers().get(0).read(packet)) {
        decoder.decode(packet, frame -> {});
        av_packet_unref(packet);
      }
      decoder.finish(frame -> {});
    } finally {
      av_packet_free(packet);
    }
  }

  @Test
  void vp9_is_given_the_quality_on_its_own_scale() {
    for (int crf : new int[] {0, 23, 51}) {
      VideoEncoderSettings shape =
          VideoEncoderSettings.of(
              Encoders.VP9, VideoCodec.VP9, new VideoQuality(crf), 0, 640, 360, 25);

      assertThat(shape.options())
          .containsEntry("crf", Map.of(0, "0", 23, "28", 51, "63").get(crf))
          .containsEntry("b", "0");
    }
  }

  @Test
  void where_key_pictures_stand_is_not_taken_from_the_source() {
    byte[] clip = SampleClip.of("matroska", "mjpeg", "").pixels("yuvj420p").bytes();

    byte[] made = convert(clip, Container.MP4, VideoCodec.H264, StageMonitor.none());

    assertThat(keyPictures(clip)).isEqualTo(50);
    assertThat(keyPictures(made)).isBetween(1, 5);
  }

  private static int keyPictures(byte[] file) {
    int keys = 0;
    AVPacket packet = av_packet_alloc();
    try (Source source =
        Source.open(
            List.of(MemoryInput.of(file)), StageMonitor.none(), 100_000_000, SpoolFolder.none())) {
      while (source.demuxers().get(0).read(packet)) {
        keys += packet.flags() & AV_PKT_FLAG_KEY;
        av_packet_unref(packet);
      }
    } finally {
      av_packet_free(packet);
    }
    return keys;
  }

  @Test
  void facts_about_the_old_file_do_not_become_tags_of_the_new_one() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").tagged(Map.of("title", "kept")).bytes();

    byte[] made = convert(clip, Container.MKV, VideoCodec.COPY, StageMonitor.none());

    assertThat(transcoder.probe(List.of(MemoryInput.of(made)), StageMonitor.none()).tags())
        .containsEntry("title", "kept")
        .doesNotContainKeys("major_brand", "minor_version", "compatible_brands");
  }

  private byte[] convert(byte[] clip, Container container, VideoCodec video, StageMonitor monitor) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        OutputSpec.builder()
            .container(container)
            .videoCodec(video)
            .audioBitrate(AudioBitrate.K128)
            .build(),
        sink,
        monitor);
    return sink.bytes();
  }

  /** Throws at every check after so many packets. */
  private static final class Cancelling implements StageMonitor {
    private final int after;
    private int packets;

    Cancelling(int after) {
      this.after = after;
    }

    @Override
    public void converted(Duration upTo, Duration of) {
      packets++;
    }

    @Override
    public boolean cancelled() {
      return packets >= after;
    }

    @Override
    public void check() {
      if (cancelled()) {
        throw new IllegalStateException("cancelled");
      }
    }

    @Override
    public void downloaded(long bytes, OptionalLong total) {}

    @Override
    public void downloadFinished() {}

    @Override
    public void uploaded(long bytes) {}

    @Override
    public Registration onCancel(Runnable action) {
      return () -> {};
    }
  }
}
