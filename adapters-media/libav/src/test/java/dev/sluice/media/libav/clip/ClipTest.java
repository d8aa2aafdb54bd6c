package dev.sluice.media.libav.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pictures and sound of clips, and the bytes read for them. */
class ClipTest extends ClipFixture {
  @ParameterizedTest
  @CsvSource({
    "matroska, h264, aac, MP4, H264, AAC, 2.0, 4.0, 50",
    "mp4, h264, aac, MKV, H264, OPUS, 2.4, 3.6, 30",
    "mp4, h264, aac, WEBM, VP9, COPY, 1.48, 3.2, 43",
    "mpegts, h264, aac, MP4, H265, AAC, 2.4, 3.6, 30",
    "mpegts, mpeg2video, mp3, MP4, H264, AAC, 2.4, 3.6, 30",
    "avi, mpeg4, mp3, MP4, H264, AAC, 2.4, 3.6, 30",
    "flv, h264, aac, MP4, H264, COPY, 2.4, 3.6, 30",
    "matroska, ffv1, flac, MOV, H264, MP3, 1.0, 1.04, 1",
    "matroska, ffv1, flac, MP4, H264, AAC, 2.05, 3.05, 26",
    "mp4, h264, aac, MP4, H264, COPY, 0, 2.2, 55",
    "mp4, h264, aac, MP4, H264, AAC, 4.2, 99, 45",
    "mp4, h264, aac, MP4, H264, AAC, 4.2, , 45"
  })
  void encoded_picture_is_exact_to_the_frame(
      String format,
      String codec,
      String sound,
      Container container,
      VideoCodec video,
      AudioCodec audio,
      double from,
      Double to,
      int pictures) {
    byte[] clip = bytes(SampleClip.of(format, codec, sound).lasting(SIX));
    OutputSpec output = spec(container, video, audio, from, to);
    double end = to == null ? 6 : Math.min(6, to);
    // Where the silence in front of the sound counts, pictures lie between the moments asked for.
    Inspection source = Inspection.of(clip);
    boolean between = source.pictures.firstKey() > 1_000;

    for (MediaInput input :
        List.of(MemoryInput.of(clip), MemoryInput.of(clip).forwardOnly().unsized())) {
      Inspection made = convert(input, output);

      assertThat(made.pictures.size()).isBetween(pictures, between ? pictures + 1 : pictures);
      assertThat(made.pictures.firstKey()).isLessThan(2_000);
      assertThat(made.facts.duration().orElseThrow().toMillis() / 1e3)
          .isCloseTo(end - from, within(0.07));
      assertShownAt(made, 0, source, from);
      assertShownAt(made, end - from - FRAME, source, end - FRAME);
      assertHeard(made, from, end);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, h264, aac, MP4, COPY, 2.4, 4.2",
    "mp4, h264, aac, MOV, COPY, 2.4, 4.2",
    "matroska, h264, aac, MP4, COPY, 2.4, 4.2",
    "mpegts, h264, aac, MP4, COPY, 2.4, 4.2",
    "mpegts, h264, mp3, MP4, COPY, 2.4, 4.2",
    "flv, h264, aac, MP4, COPY, 2.4, 4.2",
    "matroska, h264, opus, MP4, COPY, 2.4, 4.2",
    "matroska, vp9, flac, MP4, COPY, 1.52, 3.0",
    "matroska, hevc, aac, MP4, AAC, 2.4, 4.2",
    "mp4, h264, aac, MP4, COPY, 2.0, 4.0",
    "mp4, h264, aac, MP4, COPY, 4.6, "
  })
  void copied_picture_begins_at_the_asked_moment_where_edits_hide_what_comes_before(
      String format,
      String codec,
      String sound,
      Container container,
      AudioCodec audio,
      double from,
      Double to) {
    byte[] clip = bytes(SampleClip.of(format, codec, sound).lasting(SIX));
    OutputSpec output = spec(container, VideoCodec.COPY, audio, from, to);
    double end = to == null ? 6 : to;

    for (MediaInput input :
        List.of(MemoryInput.of(clip), MemoryInput.of(clip).forwardOnly().unsized())) {
      Inspection made = convert(input, output);

      assertThat(made.pictures.firstKey() / 1e6).isCloseTo(0, within(FRAME / 2));
      assertThat(made.facts.duration().orElseThrow().toMillis() / 1e3)
          .isCloseTo(end - from, within(0.17));
      assertThat(made.pictureEnd / 1e6).isBetween(end - from - 0.01, end - from + 4 * FRAME);
      assertShownAt(made, 0, from);
      assertShownAt(made, 1, from + 1);
      assertShownAt(made, end - from - FRAME, end - FRAME);
      assertHeard(made, from, end);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, h264, aac, MKV, COPY, 2.4, 4.2",
    "matroska, h264, aac, MKV, COPY, 2.96, 4.2",
    "mpegts, h264, aac, MKV, OPUS, 2.4, 4.2",
    "webm, vp9, opus, WEBM, COPY, 2.4, 4.2",
    "webm, vp8, vorbis, WEBM, COPY, 2.4, 4.2",
    "mp4, h264, aac, MKV, AAC, 2.0, 4.2"
  })
  void copied_picture_begins_with_the_key_picture_before_where_nothing_could_hide_it(
      String format,
      String codec,
      String sound,
      Container container,
      AudioCodec audio,
      double from,
      double to) {
    byte[] clip =
        bytes(SampleClip.of(format, codec, sound).encodedWith(Map.of("g", "25")).lasting(SIX));
    OutputSpec output = spec(container, VideoCodec.COPY, audio, from, to);

    for (MediaInput input :
        List.of(MemoryInput.of(clip), MemoryInput.of(clip).forwardOnly().unsized())) {
      Inspection made = convert(input, output);

      double delay = made.pictures.firstKey() / 1e6;
      assertThat(delay).isCloseTo(0, within(FRAME));
      assertThat(made.facts.duration().orElseThrow().toMillis() / 1e3)
          .isCloseTo(to - 2, within(0.17));
      assertShownAt(made, delay, 2);
      assertShownAt(made, delay + 1, 3);
      assertHeard(made, 2 - delay, to - delay);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, aac, M4A, COPY",
    "mp4, aac, M4A, AAC",
    "matroska, flac, M4A, COPY",
    "mp3, mp3, MP3, COPY",
    "mp4, aac, MP3, COPY",
    "ogg, opus, OGG, COPY",
    "ogg, vorbis, OGG, COPY",
    "flac, flac, OGG, COPY",
    "wav, pcm_s16le, OPUS, COPY",
    "webm, opus, OPUS, COPY",
    "mpegts, aac, M4A, COPY"
  })
  void sound_alone_is_cut_as_closely_as_its_packets_allow(
      String format, String codec, Container container, AudioCodec audio) {
    byte[] clip = bytes(SampleClip.of(format, "", codec).lasting(SIX));
    OutputSpec output = spec(container, VideoCodec.COPY, audio, 2.3, 4.7);

    for (MediaInput input :
        List.of(MemoryInput.of(clip), MemoryInput.of(clip).forwardOnly().unsized())) {
      Inspection made = convert(input, output);

      assertHeard(made, 2.3, 4.7);
      assertThat(made.soundEnd / 1e6).isCloseTo(2.4, within(0.11));
    }
  }

  @Test
  void picture_and_sound_from_two_inputs_stay_in_step() {
    byte[] picture = bytes(SampleClip.of("mp4", "h264", "").lasting(SIX));
    byte[] sound = bytes(SampleClip.of("webm", "", "opus").lasting(SIX));
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(MemoryInput.of(picture), MemoryInput.of(sound)),
        spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY, 2.4, 4.2),
        sink,
        StageMonitor.none());

    Inspection made = Inspection.of(sink.bytes());
    assertShownAt(made, 0, 2.4);
    assertHeard(made, 2.4, 4.2);
  }

  @ParameterizedTest
  @CsvSource({"mp4, MP4, COPY", "mp4, MP4, H264", "matroska, MKV, COPY", "matroska, MP4, COPY"})
  void no_more_is_read_than_the_clip_takes(String format, Container container, VideoCodec video) {
    byte[] clip =
        bytes(
            SampleClip.of(format, "h264", "aac")
                .size(640, 480)
                .encodedWith(Map.of("qp", "6"))
                .lasting(Duration.ofSeconds(20)));
    Counting input = new Counting(MemoryInput.of(clip));
    Counting beginning = new Counting(MemoryInput.of(clip).forwardOnly());

    convert(input, spec(container, video, AudioCodec.COPY, 12.4, 13.2));
    convert(beginning, spec(container, video, AudioCodec.COPY, 0.4, 1.2));

    assertThat(clip.length).isGreaterThan(8_000_000);
    assertThat(input.count).isLessThan(clip.length / 2);
    assertThat(beginning.count).isLessThan(clip.length / 3);
  }

  @Test
  void the_room_for_the_index_is_the_clips_and_not_the_sources() {
    byte[] clip =
        bytes(SampleClip.of("mp4", "h264", "aac").size(64, 48).lasting(Duration.ofMinutes(3)));
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY, 100.0, 102.0),
        sink,
        StageMonitor.none());

    assertThat(sink.beginCount()).isEqualTo(1);
    assertThat(sink.bytes().length).isLessThan(250_000);
  }

  /** The beeps of the seconds within the clip are where the clip has them. */
  private static void assertHeard(Inspection made, double from, double to) {
    int checked = 0;
    for (int second = (int) Math.ceil(from + 0.1); second < to - 0.2; second++) {
      double expected = ORIGINAL.beepNear(second) - from;
      assertThat(made.beepBetween(expected - 0.3, expected + 0.15))
          .as("the beep of second %d", second)
          .isCloseTo(expected, within(0.03));
      checked++;
    }
    assertThat(checked > 0 || to - from < 1.2).isTrue();
  }
}
