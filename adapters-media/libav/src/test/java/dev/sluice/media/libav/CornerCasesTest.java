package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Video and audio that are encoded, and the metadata that is copied. */
class CornerCasesTest extends CornerCaseFixture {
  @Test
  void ten_bits_become_eight_for_h264_and_stay_ten_for_h265() {
    byte[] clip = SampleClip.of("matroska", "hevc", "").pixels("yuv420p10le").bytes();

    assertThat(video(convert(clip, Container.MP4, VideoCodec.H264)).pixelFormat())
        .contains("yuv420p");
    assertThat(video(convert(clip, Container.MP4, VideoCodec.H265)).pixelFormat())
        .contains("yuv420p10le");
  }

  @Test
  void full_colour_becomes_what_players_take() {
    byte[] clip = SampleClip.of("matroska", "ffv1", "").pixels("yuv444p").bytes();

    for (VideoCodec codec : List.of(VideoCodec.H264, VideoCodec.H265, VideoCodec.VP9)) {
      assertThat(video(convert(clip, Container.MKV, codec)).pixelFormat()).contains("yuv420p");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = VideoCodec.class,
      names = {"H264", "H265", "VP9"})
  void odd_sizes_lose_a_line(VideoCodec codec) {
    byte[] clip = SampleClip.of("matroska", "ffv1", "").size(161, 121).bytes();

    StreamInfo made = video(convert(clip, Container.MKV, codec));

    assertThat(made.width()).isEqualTo(160);
    assertThat(made.height()).isEqualTo(120);
  }

  @ParameterizedTest
  @CsvSource({
    "AAC, 1, 1",
    "AAC, 6, 6",
    "AAC, 8, 6",
    "OPUS, 1, 1",
    "OPUS, 6, 6",
    "OPUS, 8, 8",
    "MP3, 1, 1",
    "MP3, 6, 2",
    "OPUS, 3, 3",
    "AAC, 4, 4",
    "OPUS, 4, 4",
    "AAC, 5, 5"
  })
  void channels_survive_as_far_as_players_support_them(AudioCodec codec, int source, int made) {
    byte[] clip = SampleClip.of("matroska", "", "flac").sound(source, 48_000).bytes();

    StreamInfo audio = audio(convert(clip, Container.MKV, VideoCodec.COPY, codec));

    assertThat(audio.channels()).isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({
    "AAC, 44100, 44100",
    "AAC, 8000, 8000",
    "AAC, 96000, 96000",
    "OPUS, 44100, 48000",
    "MP3, 44100, 44100",
    "MP3, 22050, 44100",
    "MP3, 96000, 48000",
    "MP3, 8000, 48000"
  })
  void sample_rates_become_what_the_codec_has(AudioCodec codec, int source, int made) {
    byte[] clip = SampleClip.of("wav", "", "pcm_s16le").sound(2, source).bytes();

    Inspection result = Inspection.of(convert(clip, Container.MP4, VideoCodec.COPY, codec));

    assertThat(audio(result.facts).sampleRate()).isEqualTo(made);
    assertThat(result.soundEnd / 1e6).isCloseTo(2.0, within(0.08));
  }

  @ParameterizedTest
  @EnumSource(AudioBitrate.class)
  void every_bitrate_works_for_one_channel_in_every_codec(AudioBitrate bitrate) {
    byte[] clip = SampleClip.of("wav", "", "pcm_s16le").sound(1, 44_100).bytes();

    for (AudioCodec codec : List.of(AudioCodec.AAC, AudioCodec.OPUS, AudioCodec.MP3)) {
      OutputSpec output = OutputSpec.builder().audioCodec(codec).audioBitrate(bitrate).build();
      assertThat(audio(convert(MemoryInput.of(clip), output)).channels()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"MP4, COPY", "MOV, COPY", "MKV, COPY", "MP4, H264", "MKV, H265", "WEBM, VP9"})
  void rotation_is_carried_over(Container container, VideoCodec codec) {
    for (int rotation : new int[] {90, 180, 270}) {
      byte[] clip = SampleClip.of("mp4", "h264", "").rotated(rotation).bytes();
      assertThat(video(clip).rotation()).isEqualTo(rotation);

      StreamInfo made = video(convert(clip, container, codec));

      assertThat(made.rotation()).isEqualTo(rotation);
      assertThat(made.width()).isEqualTo(160);
    }
  }

  @ParameterizedTest
  @CsvSource({"mp4, MP4", "mp4, MKV", "matroska, MP4", "matroska, MKV", "mp4, MOV", "mp4, WEBM"})
  void a_cover_is_carried_over_and_never_taken_for_the_picture(String format, Container container) {
    byte[] clip = SampleClip.of(format, "h264", "aac").withCover().bytes();
    assertThat(probe(clip).first(StreamKind.COVER)).isPresent();
    boolean webm = container == Container.WEBM;
    boolean holdsCovers = container == Container.MP4 || container == Container.MKV;

    byte[] made = convert(clip, container, webm ? VideoCodec.VP9 : VideoCodec.COPY);

    assertThat(probe(made).first(StreamKind.COVER).isPresent()).isEqualTo(holdsCovers);
    assertThat(Inspection.of(made).pictures).hasSize(50);
  }

  @Test
  void a_song_with_a_cover_has_no_video() {
    byte[] clip = SampleClip.of("mp4", "", "aac").withCover().bytes();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> convert(clip, Container.MP4, VideoCodec.H264))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.NO_VIDEO));
    MediaInfo made = probe(convert(clip, Container.MP4, VideoCodec.COPY));
    assertThat(made.first(StreamKind.VIDEO)).isEmpty();
    assertThat(made.first(StreamKind.COVER)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"mp4, MP4", "mp4, MKV", "matroska, MP4", "matroska, MOV", "matroska, WEBM"})
  void chapters_and_tags_are_carried_over(String format, Container container) {
    List<Chapter> chapters =
        List.of(
            new Chapter(Duration.ZERO, Duration.ofMillis(800), Optional.of("Überblick")),
            new Chapter(Duration.ofMillis(800), Duration.ofSeconds(2), Optional.of("The rest")));
    byte[] clip =
        SampleClip.of(format, "vp9", "opus")
            .chaptered(chapters)
            .tagged(Map.of("title", "Schöne Welt", "artist", "Nobody"))
            .bytes();

    MediaInfo made = probe(convert(clip, container, videoFor(container)));

    assertThat(made.chapters()).isEqualTo(chapters);
    assertThat(made.tags()).containsEntry("title", "Schöne Welt").containsEntry("artist", "Nobody");
  }

  @Test
  void hevc_in_mp4_and_mov_has_the_tag_that_players_need() {
    byte[] clip = SampleClip.of("matroska", "hevc", "").bytes();

    for (Container container : List.of(Container.MP4, Container.MOV)) {
      for (VideoCodec codec : List.of(VideoCodec.COPY, VideoCodec.H265)) {
        String made = new String(convert(clip, container, codec), StandardCharsets.ISO_8859_1);
        assertThat(made).contains("hvc1").doesNotContain("hev1");
      }
    }
  }

  @Test
  void colours_and_pixel_shape_are_carried_over() {
    byte[] clip =
        SampleClip.of("matroska", "hevc", "")
            .pixels("yuv420p10le")
            .encodedWith(
                Map.of(
                    "color_primaries", "bt2020",
                    "color_trc", "smpte2084",
                    "colorspace", "bt2020nc",
                    "color_range", "tv",
                    "aspect", "4:3"))
            .bytes();

    for (VideoCodec codec : VideoCodec.values()) {
      byte[] made = convert(clip, Container.MKV, codec);
      try (Source source =
          Source.open(
              List.of(MemoryInput.of(made)),
              StageMonitor.none(),
              100_000_000,
              SpoolFolder.none())) {
        var parameters = source.stream(0).codecpar();
        boolean copied = codec == VideoCodec.COPY || codec == VideoCodec.AUTO;
        boolean deep = copied || Encoders.keepsTenBits(codec);
        assertThat(parameters.color_primaries()).as("%s", codec).isEqualTo(deep ? 9 : 1);
        assertThat(parameters.color_trc()).as("%s", codec).isEqualTo(deep ? 16 : 1);
        assertThat(parameters.color_space()).as("%s", codec).isEqualTo(deep ? 9 : 1);
        assertThat(Times.toDouble(source.stream(0).sample_aspect_ratio()))
            .as("%s", codec)
            .isCloseTo(4 / 3.0, within(0.01));
      }
    }
  }
}
