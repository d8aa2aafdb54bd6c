package dev.sluice.core.port.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamReportTest {
  private static StreamReport named(String title, String language) {
    return StreamReport.copied(
        StreamInfo.builder(0, StreamKind.AUDIO, "")
            .title(Optional.of(title))
            .language(Optional.of(language))
            .build());
  }

  @Test
  void texts_of_the_source_are_cut() {
    StreamReport report = named("t".repeat(3 << 20), "e".repeat(3 << 20));

    assertThat(report.title()).contains("t".repeat(200));
    assertThat(report.language()).contains("e".repeat(35));
  }

  @Test
  void no_character_is_halved() {
    assertThat(named("t".repeat(199) + "\uD83C\uDFAC", "en").title()).contains("t".repeat(199));
    assertThat(named("t".repeat(198) + "\uD83C\uDFAC", "en").title())
        .contains("t".repeat(198) + "\uD83C\uDFAC");
  }

  @Test
  void a_codec_without_a_name_is_unknown() {
    assertThat(named("Film", "en").codec()).isEqualTo("unknown");
  }
}
