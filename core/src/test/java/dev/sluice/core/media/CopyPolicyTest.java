package dev.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyPolicyTest {
  @ParameterizedTest
  @ValueSource(strings = {"subrip", "ass", "ssa", "webvtt", "mov_text", "sami", "eia_608"})
  void text_subtitles_are_text(String codec) {
    assertThat(CopyPolicy.isTextSubtitle(codec)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub", "text", "unknown"})
  void pictures_script_data_and_unknown_codecs_are_not(String codec) {
    assertThat(CopyPolicy.isTextSubtitle(codec)).isFalse();
  }
}
