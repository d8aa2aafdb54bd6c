package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.MediaFacts.Chapter;
import dev.sluice.core.port.MediaFacts.StreamKind;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.Timecode;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.MemoryInput;
import dev.sluice.testkit.MemorySink;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stretches of a source. What is seen and heard is compared, not what the clocks say. */
class ClipTest {
  private static final double FRAME = 0.040;
  private static final Duration SIX = Duration.ofSeconds(6);

  /** Six seconds, a key picture in each. */
  private static final Inspection ORIGINAL =
      Inspection.of(TestClip.of("matroska", "ffv1", "flac").lasting(SIX).bytes());

  private final LibavTranscoder transcoder = new LibavTranscoder();

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
    byte[] clip = TestClip.of(format, codec, sound).lasting(SIX).bytes();
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
    byte[] clip = TestClip.of(format, codec, sound).lasting(SIX).bytes();
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
        TestClip.of(format, codec, sound).encodedWith(Map.of("g", "25")).lasting(SIX).bytes();
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
    byte[] clip = TestClip.of(format, "", codec).lasting(SIX).bytes();
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
    byte[] picture = TestClip.of("mp4", "h264", "").lasting(SIX).bytes();
    byte[] sound = TestClip.of("webm", "", "opus").lasting(SIX).bytes();
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
        TestClip.of(format, "h264", "aac")
            .size(640, 480)
            .encodedWith(Map.of("qp", "6"))
            .lasting(Duration.ofSeconds(20))
            .bytes();
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
    byte[] clip = TestClip.of("mp4", "h264", "aac").lasting(Duration.ofMinutes(3)).bytes();
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY, 100.0, 102.0),
        sink,
        StageMonitor.none());

    assertThat(sink.begunTimes()).isEqualTo(1);
    assertThat(sink.bytes().length).isLessThan(250_000);
  }

  @ParameterizedTest
  @CsvSource({"mp4, h264, aac, 6.0", "matroska, h264, aac, 7.5", "mp4, h264, aac, 60.0"})
  void a_clip_that_begins_beyond_the_end_is_refused_with_the_duration(
      String format, String codec, String sound, double from) {
    byte[] clip = TestClip.of(format, codec, sound).lasting(SIX).bytes();

    for (VideoCodec video : List.of(VideoCodec.COPY, VideoCodec.H264)) {
      assertBeyond(
          MemoryInput.of(clip),
          spec(Container.MP4, video, AudioCodec.COPY, from, null),
          "00:00:06");
    }
  }

  @ParameterizedTest
  @CsvSource({"adts, aac, M4A", "mp3, mp3, MP3", "mp3, mp3, M4A"})
  void where_nothing_tells_the_duration_it_is_found_by_reading(
      String format, String codec, Container container) {
    byte[] clip = TestClip.of(format, "", codec).lasting(SIX).bytes();

    assertBeyond(
        MemoryInput.of(clip).forwardOnly().unsized(),
        spec(container, VideoCodec.COPY, AudioCodec.COPY, 20.0, null),
        "00:00:0");
  }

  private void assertBeyond(MediaInput input, OutputSpec output, String duration) {
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> convert(input, output))
        .withMessageContaining("clip_start is")
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
    byte[] clip = TestClip.of("mp4", "h264", "aac").lasting(SIX).chaptered(chapters).bytes();

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
        TestClip.of("mp4", "h264", "").lasting(SIX).encodedWith(Map.of("bf", "3")).bytes();

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
    byte[] whole = TestClip.of("matroska", "h264", "aac").lasting(SIX).bytes();
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
    byte[] picture = TestClip.of("mp4", "h264", "").lasting(SIX).bytes();
    byte[] sound = TestClip.of("mp4", "", "aac").bytes();
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

  private static void assertShownAt(Inspection made, double at, double originally) {
    assertShownAt(made, at, ORIGINAL, originally);
  }

  private static void assertShownAt(
      Inspection made, double at, Inspection source, double originally) {
    byte[] shown = made.pictureAt(at);
    double best = Double.POSITIVE_INFINITY;
    int off = 0;
    for (int i = -4; i <= 4; i++) {
      double then = originally + i * FRAME;
      if (then < 0 || then > 6 - FRAME / 2) {
        continue;
      }
      double difference = Inspection.difference(shown, source.pictureAt(then));
      if (difference < best) {
        best = difference;
        off = i;
      }
    }
    assertThat(off).as("frames off at %.2f, which was %.2f", at, originally).isZero();
    assertThat(best).isLessThan(9);
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

  @Test
  void a_picture_that_stands_still_is_not_waited_for_to_the_end_of_the_source() {
    byte[] film =
        TestClip.of("matroska", "h264", "pcm_s16le").lasting(Duration.ofSeconds(120)).bytes();
    boolean[] shown = {false};
    byte[] still =
        Remade.of(
            film,
            "matroska",
            List.of(),
            packet -> {
              boolean kept = packet.stream_index() != 0 || !shown[0];
              shown[0] |= packet.stream_index() == 0;
              return kept;
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

  private Inspection convert(MediaInput input, OutputSpec output) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(List.of(input), output, sink, StageMonitor.none());
    return Inspection.of(sink.bytes());
  }

  private static OutputSpec spec(
      Container container, VideoCodec video, AudioCodec audio, Double from, Double to) {
    return OutputSpec.DEFAULT
        .withContainer(container)
        .withVideoCodec(video)
        .withAudioCodec(audio)
        .withClip(
            new Clip(Optional.of(moment(from)), Optional.ofNullable(to).map(ClipTest::moment)));
  }

  private static Timecode moment(double seconds) {
    return new Timecode(Duration.ofMillis(Math.round(seconds * 1_000)));
  }

  /** How many bytes were read. */
  private static final class Counting implements MediaInput {
    private final MediaInput input;
    private long count;

    Counting(MediaInput input) {
      this.input = input;
    }

    @Override
    public java.util.OptionalLong size() {
      return input.size();
    }

    @Override
    public boolean seekable() {
      return input.seekable();
    }

    @Override
    public Optional<String> announcedType() {
      return input.announcedType();
    }

    @Override
    public int read(long position, java.nio.ByteBuffer buffer) {
      int read = input.read(position, buffer);
      count += Math.max(0, read);
      return read;
    }
  }
}
