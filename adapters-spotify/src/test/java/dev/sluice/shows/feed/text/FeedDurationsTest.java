package dev.sluice.shows.feed.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedDurationsTest {
  @ParameterizedTest
  @CsvSource({
    "3600, 3600",
    "90.7, 90",
    "90 seconds, 90",
    "01:30, 90",
    "90:00, 5400",
    "1:02:03, 3723",
    "01:02:03.500, 3723",
    "00:00:07, 7",
    "1h 2m 3s, 3723",
    "45 min, 2700",
    "2 hours, 7200",
    "PT1H2M3S, 3723",
    "'1 hr, 5 mins', 3900"
  })
  void a_duration_of_the_wild_is_read(String text, long seconds) {
    assertThat(FeedDurations.parse(text)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "00:00", "00:00:00", "-5", "long", "1:2:3:4", "999999999", "P3D", ":30"})
  void what_is_no_duration_is_none(String text) {
    assertThat(FeedDurations.parse(text)).isEmpty();
  }
}
