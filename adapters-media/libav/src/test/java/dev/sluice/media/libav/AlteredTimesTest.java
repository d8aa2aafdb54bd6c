package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioBitrate;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that begin late, stand still, go back or leave something out. */
class AlteredTimesTest {
  private static final int SOUND = 1;

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @ParameterizedTest
  @CsvSource({"MP4, COPY, COPY", "MKV, COPY, COPY", "MP4, H264, AAC", "WEBM, VP9, OPUS"})
  void sound_that_begins_later_than_the_picture_stays_later(
      Container container, VideoCodec video, AudioCodec audio) {
    byte[] plain = SampleClip.of("matroska", "mpeg4", "aac").bytes();
    byte[] late =
        AlteredClip.of(
            plain,
            "matroska",
            List.of(),
            packet -> {
              long by = packet.stream_index() == SOUND ? 10_200 : 10_000;
              packet.pts(packet.pts() + by);
              packet.dts(packet.dts() + by);
              return true;
            });
    double before = Inspection.of(plain).beepNear(1);

    Inspection made = convert(late, container, video, audio);

    assertThat(made.pictures.firstKey() / 1e6).isCloseTo(0, within(0.045));
    double picture = made.pictures.firstKey() / 1e6;
    assertThat(made.beepNear(1) - picture).isCloseTo(before + 0.2, within(0.03));
  }

  @Test
  void chapters_are_set_back_with_the_clock() {
    byte[] late =
        AlteredClip.of(
            SampleClip.of("matroska", "mpeg4", "aac").bytes(),
            "matroska",
            List.of(
                new Chapter(Duration.ofSeconds(10), Duration.ofSeconds(11), Optional.of("one")),
                new Chapter(Duration.ofSeconds(11), Duration.ofSeconds(12), Optional.of("two"))),
            packet -> {
              packet.pts(packet.pts() + 10_000);
              packet.dts(packet.dts() + 10_000);
              return true;
            });

    List<Chapter> made =
        convert(late, Container.MKV, VideoCodec.COPY, AudioCodec.COPY).facts.chapters();

    assertThat(made)
        .extracting(Chapter::title)
        .containsExactly(Optional.of("one"), Optional.of("two"));
    assertThat(made.get(0).from().toMillis()).isBetween(0L, 50L);
    assertThat(made.get(1).from().toMillis()).isBetween(950L, 1_050L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "matroska", "mov"})
  void decode_times_that_go_back_or_pass_the_presentation_are_repaired(String format) {
    int[] seen = new int[2];

    Inspection made =
        Inspection.of(
            AlteredClip.of(
                SampleClip.of("matroska", "mpeg4", "aac").bytes(),
                format,
                List.of(),
                packet -> {
                  int count = seen[packet.stream_index()]++;
                  if (count == 10) {
                    packet.dts(packet.dts() - 90);
                  }
                  if (count == 20) {
                    packet.dts(packet.pts() + 15);
                  }
                  return true;
                }));

    assertThat(made.pictures).hasSize(50);
    for (List<Long> times : made.decodeTimes.values()) {
      assertThat(times).isSorted();
    }
    assertThat(made.decodeTimes.get(StreamKind.VIDEO)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MP4", "MOV"})
  void decoding_times_missing_in_matroska_are_as_even_as_the_pictures(Container container) {
    byte[] clip = SampleClip.of("matroska", "h264", "").encodedWith(Map.of("bf", "2")).bytes();

    Inspection made = convert(clip, container, VideoCodec.COPY, AudioCodec.COPY);

    List<Long> times = made.decodeTimes.get(StreamKind.VIDEO);
    assertThat(times).hasSize(50);
    for (int i = 1; i < times.size(); i++) {
      assertThat((double) times.get(i) - times.get(i - 1)).isCloseTo(40_000, within(2_000.0));
    }
  }

  @Test
  void a_gap_in_the_sound_becomes_silence_and_what_follows_stays_in_step() {
    byte[] plain = SampleClip.of("matroska", "mpeg4", "flac").bytes();
    byte[] holed =
        AlteredClip.of(
            plain,
            "matroska",
            List.of(),
            packet -> packet.stream_index() != SOUND || packet.pts() < 300 || packet.pts() > 700);

    for (AudioCodec codec : List.of(AudioCodec.AAC, AudioCodec.MP3, AudioCodec.OPUS)) {
      Inspection made = convert(holed, Container.MKV, VideoCodec.COPY, codec);

      assertThat(made.beepNear(1)).isCloseTo(Inspection.of(plain).beepNear(1), within(0.03));
      assertThat(made.soundEnd / 1e6).isCloseTo(2, within(0.08));
      List<Long> times = made.decodeTimes.get(StreamKind.AUDIO);
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1)).as("after %s", i).isLessThan(50_000);
      }
    }
  }

  @Test
  void of_two_pictures_at_one_moment_the_first_is_encoded() {
    int[] seen = new int[1];
    byte[] doubled =
        AlteredClip.of(
            SampleClip.of("matroska", "ffv1", "").bytes(),
            "matroska",
            List.of(),
            packet -> {
              if (seen[0]++ == 20) {
                packet.pts(packet.pts() - 40);
                packet.dts(packet.pts());
              }
              return true;
            });

    for (VideoCodec codec : List.of(VideoCodec.H264, VideoCodec.H265, VideoCodec.VP9)) {
      Inspection made = convert(doubled, Container.MKV, codec, AudioCodec.COPY);
      assertThat(made.decodeTimes.get(StreamKind.VIDEO)).as("%s", codec).hasSize(49);
    }
  }

  private Inspection convert(byte[] clip, Container container, VideoCodec video, AudioCodec audio) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        OutputSpec.builder()
            .container(container)
            .videoCodec(video)
            .audioCodec(audio)
            .audioBitrate(AudioBitrate.K128)
            .build(),
        sink,
        StageMonitor.none());
    return Inspection.of(sink.bytes());
  }
}
