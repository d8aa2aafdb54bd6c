package dev.sluice.media.libav.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips at the end of the source, and clips of sources that are truncated or announce little. */
class ClipEndsTest extends ClipFixture {
  @ParameterizedTest
  @CsvSource({"mp4, h264, aac, 6.0", "matroska, h264, aac, 7.5", "mp4, h264, aac, 60.0"})
  void a_clip_that_begins_beyond_the_end_is_refused_with_the_duration(
      String format, String codec, String sound, double from) {
    byte[] clip = SampleClip.of(format, codec, sound).lasting(SIX).bytes();

    for (VideoCodec video : List.of(VideoCodec.COPY, VideoCodec.H264)) {
      assertBeyond(
          MemoryInput.of(clip),
          spec(Container.MP4, video, AudioCodec.COPY, from, null),
          "00:00:06");
    }
  }

  @ParameterizedTest
  @CsvSource({"adts, aac, M4A", "mp3, mp3, MP3", "mp3, mp3, M4A"})
  void an_unannounced_duration_is_found_by_reading(
      String format, String codec, Container container) {
    byte[] clip = SampleClip.of(format, "", codec).lasting(SIX).bytes();

    assertBeyond(
        MemoryInput.of(clip).forwardOnly().unsized(),
        spec(container, VideoCodec.COPY, AudioCodec.COPY, 20.0, null),
        "00:00:0");
  }

  private void assertBeyond(MediaInput input, OutputSpec output, String duration) {
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> convert(input, output))
        .withMessageContaining("the option 'clip start' is")
        .withMessageContaining(duration)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CLIP_BEYOND_END));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MP4", "MKV"})
  void chapters_are_cut_and_moved(Container container) {
    List<Chapter> chapters =
        List.of(
            chapter(0, 2_000, "before"),
            chapter(2_000, 3_000, "first"),
            chapter(3_000, 5_000, "second"),
            chapter(5_000, 6_000, "after"));
    byte[] clip = SampleClip.of("mp4", "h264", "aac").lasting(SIX).chaptered(chapters).bytes();

    List<Chapter> made =
        convert(MemoryInput.of(clip), spec(container, VideoCodec.H264, AudioCodec.COPY, 2.4, 4.2))
            .facts
            .chapters();

    assertThat(made).containsExactly(chapter(0, 600, "first"), chapter(600, 1_800, "second"));
  }

  private static Chapter chapter(long from, long to, String title) {
    return new Chapter(Duration.ofMillis(from), Duration.ofMillis(to), Optional.of(title));
  }

  @Test
  void pictures_out_of_order_at_the_end_are_all_there() {
    byte[] clip =
        SampleClip.of("mp4", "h264", "").lasting(SIX).encodedWith(Map.of("bf", "3")).bytes();

    for (double to : new double[] {3.0, 3.04, 3.08, 3.12, 3.16}) {
      Inspection made =
          convert(
              MemoryInput.of(clip), spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY, 1.4, to));

      for (double at = 0; at < to - 1.4 - 0.001; at += FRAME) {
        assertShownAt(made, at, 1.4 + at);
      }
      assertThat(made.pictureEnd / 1e6).isLessThan(to - 1.4 + 4 * FRAME);
    }
  }

  @Test
  void a_cut_source_is_a_failure_only_where_the_cut_is_reached() {
    byte[] whole = SampleClip.of("matroska", "h264", "aac").lasting(SIX).bytes();
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    MemoryInput input = MemoryInput.of(cut).forwardOnly().unsized();
    MemoryInput same = MemoryInput.of(cut).forwardOnly().unsized();

    Inspection early =
        convert(input, spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY, 0.4, 1.2));

    assertShownAt(early, 0, 0.4);
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(
            () -> convert(same, spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY, 0.4, 5.0)))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_DAMAGED));
  }

  @Test
  void sound_that_has_ended_before_the_clip_is_just_absent() {
    byte[] picture = SampleClip.of("mp4", "h264", "").lasting(SIX).bytes();
    byte[] sound = SampleClip.of("mp4", "", "aac").bytes();
    MemorySink both = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(picture), MemoryInput.of(sound)),
        OutputSpec.DEFAULT,
        both,
        StageMonitor.none());

    for (VideoCodec video : List.of(VideoCodec.COPY, VideoCodec.H264)) {
      Inspection made =
          convert(
              MemoryInput.of(both.bytes()), spec(Container.MP4, video, AudioCodec.AAC, 3.4, 4.2));
      assertShownAt(made, 0, 3.4);
      assertThat(made.decodeTimes).doesNotContainKey(StreamKind.AUDIO);
    }
  }

  @Test
  void a_picture_that_stands_still_is_not_waited_for_to_the_end_of_the_source() {
    byte[] film =
        SampleClip.of("matroska", "h264", "pcm_s16le").lasting(Duration.ofSeconds(120)).bytes();
    boolean[] shown = {false};
    byte[] still =
        AlteredClip.of(
            film,
            "matroska",
            List.of(),
            packet -> {
              boolean isWanted = packet.stream_index() != 0 || !shown[0];
              shown[0] |= packet.stream_index() == 0;
              return isWanted;
            });
    Counting input = new Counting(MemoryInput.of(still).forwardOnly());
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(input),
        spec(Container.MKV, VideoCodec.COPY, AudioCodec.COPY, 2.0, 3.0),
        sink,
        StageMonitor.none());

    assertThat(input.count).isLessThan(still.length / 2);
  }
}
