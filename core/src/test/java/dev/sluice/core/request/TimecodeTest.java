package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimecodeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 00:00:00.000",
    "90.5, 90500, 00:01:30.500",
    "3600, 3600000, 01:00:00.000",
    "1:2, 62000, 00:01:02.000",
    "59:59.999, 3599999, 00:59:59.999",
    "01:02:03.5, 3723500, 01:02:03.500",
    "100:00:00, 360000000, 100:00:00.000",
    "0.0004, 0, 00:00:00.000",
    "0.0005, 1, 00:00:00.001",
    "' 12 ', 12000, 00:00:12.000",
  })
  void reads_hours_minutes_and_seconds(String text, long millis, String shown) {
    Clip.Timecode moment = Clip.Timecode.parse(text);

    assertThat(moment.offset()).isEqualTo(Duration.ofMillis(millis));
    assertThat(moment).hasToString(shown);
    assertThat(Clip.Timecode.parse(shown)).isEqualTo(moment);
  }

  @Test
  void is_shown_in_plain_digits_whatever_the_locale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    try {
      assertThat(Clip.Timecode.parse("90.5")).hasToString("00:01:30.500");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1:60",
        "1:60:00",
        "1:2:3:4",
        "a",
        "1,5",
        "1.",
        ".5",
        "1e3",
        "0:0:",
        "1h",
        "99999999"
      })
  void what_is_no_moment_is_refused_with_examples(String text) {
    assertThatThrownBy(() -> Clip.Timecode.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'%s' is no moment: give HH:MM:SS, MM:SS or seconds, such as 00:01:30.500 or 90.5",
            text);
  }

  @Test
  void no_moment_lies_beyond_a_thousand_hours() {
    assertThat(Clip.Timecode.parse("999:59:59")).hasToString("999:59:59.000");
    assertThatThrownBy(() -> Clip.Timecode.parse("3600000"))
        .hasMessage("a moment lies between 0 and 1000 hours");
  }

  @Test
  void a_clip_ends_after_it_starts() {
    Optional<Clip.Timecode> ten = Optional.of(Clip.Timecode.parse("10"));
    Optional<Clip.Timecode> nothing = Optional.of(Clip.Timecode.parse("0"));

    assertThat(new Clip(ten, Optional.empty()).start()).isEqualTo(Duration.ofSeconds(10));
    assertThat(new Clip(Optional.empty(), ten).start()).isEqualTo(Duration.ZERO);
    assertThatThrownBy(() -> new Clip(ten, ten))
        .hasMessage("A clip ends after it starts: 00:00:10.000 to 00:00:10.000");
    assertThatThrownBy(() -> new Clip(Optional.empty(), nothing))
        .hasMessage("A clip ends after it starts: 00:00:00.000 to 00:00:00.000");
    assertThatThrownBy(() -> new Clip(Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "best, best, best",
    "BEST, best, best",
    "1080, 1080p, 1080",
    "1080p, 1080p, 1080p",
    " 720P , 720p, 720p",
    "240, 240p, 240",
    "144p, 144p, 144p",
    "Lowest, 144p, lowest",
  })
  void resolutions_are_read_with_and_without_a_p(String text, String name, String shown) {
    assertThat(MaxResolution.name(MaxResolution.parse(text))).isEqualTo(name);
    assertThat(MaxResolution.text(MaxResolution.parse(text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1081", "p", "1080i", "4k", "0"})
  void other_resolutions_are_refused(String text) {
    assertThatThrownBy(() -> MaxResolution.parse(text))
        .hasMessage(
            "The maximum resolution must be one of best, 2160, 1440, 1080, 720, 480, 360, 240,"
                + " 144, lowest");
  }

  @Test
  void a_preset_counts_for_more_than_a_quality() {
    OutputSpec low = OutputSpec.builder().preset(VideoQuality.Preset.LOW).build();

    assertThat(low.videoQuality()).isEqualTo(new VideoQuality(28));
    assertThat(low.videoCodec()).isEqualTo(VideoCodec.COPY);
  }
}
