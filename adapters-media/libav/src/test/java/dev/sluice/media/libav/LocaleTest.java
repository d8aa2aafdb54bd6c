package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A default locale with digits of its own, which libav does not read and people do not expect. */
class LocaleTest {
  private static Locale before;

  @BeforeAll
  static void switchToPersian() {
    before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    assertThat(String.format(Locale.getDefault(Locale.Category.FORMAT), "%d", 1)).isNotEqualTo("1");
  }

  @AfterAll
  static void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @CsvSource({"MP4, H264, AAC", "WEBM, VP9, OPUS", "OGG, COPY, OPUS", "MP3, COPY, MP3"})
  void encoding_does_not_depend_on_the_locale(
      Container container, VideoCodec video, AudioCodec audio) {
    List<Chapter> chapters =
        List.of(
            new Chapter(Duration.ZERO, Duration.ofSeconds(1), Optional.of("One")),
            new Chapter(Duration.ofSeconds(1), Duration.ofSeconds(2), Optional.of("Two")));
    byte[] clip =
        SampleClip.of("matroska", "vp8", "vorbis").size(640, 480).chaptered(chapters).bytes();
    MemorySink sink = new MemorySink();

    new LibavTranscoder()
        .transcode(
            List.of(MemoryInput.of(clip)),
            OutputSpec.DEFAULT
                .withContainer(container)
                .withVideoCodec(video)
                .withAudioCodec(audio)
                .withMaxResolution(new MaxResolution(360)),
            sink,
            StageMonitor.none());

    Inspection made = Inspection.of(sink.bytes());
    assertThat(made.facts.duration().orElseThrow()).isGreaterThan(Duration.ofMillis(1_900));
    if (container != Container.WEBM) {
      assertThat(made.facts.chapters()).extracting(Chapter::from).contains(Duration.ofSeconds(1));
    }
  }

  @Test
  void sentences_have_plain_digits() {
    byte[] clip = SampleClip.of("matroska", "h264", "vorbis").bytes();
    byte[] truncated = Arrays.copyOf(clip, clip.length / 2);

    assertThatThrownBy(
            () ->
                new LibavTranscoder()
                    .probe(List.of(MemoryInput.of(truncated)), StageMonitor.none()))
        .hasMessageContaining("(" + truncated.length + " bytes)");
  }
}
