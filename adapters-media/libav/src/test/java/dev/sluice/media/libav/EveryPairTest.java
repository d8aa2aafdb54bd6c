package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.FileLayout;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format of pictures with every codec that may be asked for in it, for real. */
class EveryPairTest {
  private static final double FRAME = 0.040;
  private static final Map<Container, byte[]> SOURCES = new EnumMap<>(Container.class);
  private static Inspection original;

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @BeforeAll
  static void make_sources() {
    for (Container container : containers()) {
      // A source that can be copied, and never the format that is asked for.
      SampleClip clip =
          container == Container.WEBM
              ? SampleClip.of("matroska", "vp9", "opus")
              : SampleClip.of(container == Container.MP4 ? "matroska" : "mp4", "h264", "aac");
      SOURCES.put(container, clip.bytes());
    }
    original = Inspection.of(SampleClip.of("matroska", "ffv1", "flac").bytes());
  }

  private static List<Container> containers() {
    return Arrays.stream(Container.values()).filter(c -> !c.audioOnly()).toList();
  }

  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Container container : containers()) {
      for (VideoCodec video : VideoCodec.values()) {
        for (AudioCodec audio : AudioCodec.values()) {
          if (container.takes(video) && container.takes(audio) && buildHas(video)) {
            pairs.add(Arguments.of(container, video, audio));
          }
        }
      }
    }
    return pairs.stream();
  }

  // The LGPL natives have no HEVC encoder.
  private static boolean buildHas(VideoCodec video) {
    return new LibavTranscoder().capabilities().canEncode(video);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void every_pair_gives_a_whole_file_in_step(
      Container container, VideoCodec video, AudioCodec audio) {
    MemorySink sink = new MemorySink();

    Transcoder.Result result =
        transcoder.transcode(
            List.of(MemoryInput.of(SOURCES.get(container))),
            OutputSpec.builder()
                .container(container)
                .videoCodec(video)
                .audioCodec(audio)
                .audioBitrate(AudioBitrate.K128)
                .build(),
            sink,
            StageMonitor.none());

    byte[] file = sink.bytes();
    Inspection made = Inspection.of(file);
    assertThat(sink.beginCount()).isEqualTo(1);
    assertThat(FileLayout.indexInFront(file)).as("%s", FileLayout.parts(file)).isTrue();
    assertThat(made.facts.first(StreamKind.VIDEO).orElseThrow().codec())
        .isEqualTo(codec(video, container == Container.WEBM ? "vp9" : "h264"));
    assertThat(made.facts.first(StreamKind.AUDIO).orElseThrow().codec())
        .isEqualTo(codec(audio, container == Container.WEBM ? "opus" : "aac"));
    assertThat(result.plan()).hasLineCount(1).contains(copied(video) ? ":copy" : ">");
    assertThat(made.facts.duration().orElseThrow().toMillis() / 1e3).isCloseTo(2.0, within(FRAME));
    assertThat(made.pictures).hasSize(50);
    assertThat(made.pictureEnd / 1e6).isCloseTo(2.0, within(FRAME));
    assertThat(made.soundEnd / 1e6).isCloseTo(2.0, within(FRAME));
    assertInStep(made);
    for (List<Long> times : made.decodeTimes.values()) {
      assertThat(times).isSorted();
    }
  }

  private static boolean copied(VideoCodec video) {
    return video == VideoCodec.COPY || video == VideoCodec.AUTO;
  }

  private static void assertInStep(Inspection made) {
    // Not the clocks but what is seen and heard: this picture and that beep belong to second one.
    double beep = made.beepNear(1);
    double pictureDelay = pictureShownAtOneSecond(made) * FRAME;
    assertThat(beep - pictureDelay)
        .as("beep at %s, picture off by %s", beep, pictureDelay)
        .isCloseTo(original.beepNear(1), within(FRAME * 0.6));
  }

  /** By how many frames the picture at one second comes too late (or too early, if negative). */
  private static int pictureShownAtOneSecond(Inspection made) {
    byte[] shown = made.pictureAt(1.0);
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int off = -5; off <= 5; off++) {
      double difference = Inspection.difference(shown, original.pictureAt(1.0 + off * FRAME));
      if (difference < least) {
        least = difference;
        best = off;
      }
    }
    assertThat(least).isLessThan(8);
    return -best;
  }

  private static String codec(Enum<?> asked, String copied) {
    return switch (asked.name()) {
      case "COPY", "AUTO" -> copied;
      case "H265" -> "hevc";
      default -> asked.name().toLowerCase(java.util.Locale.ROOT);
    };
  }
}
