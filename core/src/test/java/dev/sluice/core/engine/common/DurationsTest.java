package dev.sluice.core.engine.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0.25S, 250 ms",
    "PT1S, 1 s",
    "PT5.023S, 5.023 s",
    "PT12.5S, 12.5 s",
    "PT90S, 90 s",
    "PT2M, 120 s",
    "PT3M, 3 min",
    "PT2H, 2 h",
    "PT1H0.5S, 3600.5 s"
  })
  void are_told_in_one_unit(Duration duration, String words) {
    assertThat(Durations.inWords(duration)).isEqualTo(words);
  }
}
