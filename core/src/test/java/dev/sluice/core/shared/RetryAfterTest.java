package dev.sluice.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Optional<Instant> NOW = Optional.of(Instant.parse("2026-11-23T12:00:00Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120                                   | 120",
        " 7                                    | 7",
        "0                                     | 0",
        "1.2                                   | 2",
        "604800                                | 604800",
        "604801                                | 604800",
        "999999999999999999999999999999        | 604800",
        "Mon, 23 Nov 2026 12:01:30 GMT         | 90",
        "Monday, 23-Nov-26 12:01:30 GMT        | 90",
        "Mon, 23 Nov 2026 11:00:00 GMT         | 0",
        "Tue, 23 Nov 2027 12:00:00 GMT         | 604800",
        "soon                                  | ",
        "''                                    | ",
        "-5                                    | ",
        "5 s                                   | ",
      })
  void a_text_asks_for_so_many_seconds(String text, Long seconds) {
    assertThat(RetryAfter.parse(text, NOW))
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  @Test
  void a_date_says_nothing_where_nobody_knows_what_time_it_is() {
    assertThat(RetryAfter.parse("Mon, 23 Nov 2026 12:01:30 GMT", Optional.empty())).isEmpty();
    assertThat(RetryAfter.parse("90", Optional.empty())).hasValue(Duration.ofSeconds(90));
  }

  @Test
  void a_response_is_measured_by_the_clock_of_its_server() {
    assertThat(
            RetryAfter.of(
                HeadersOnly.of(
                    "Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT",
                    "Date", "Sun, 06 Nov 1994 08:49:37 GMT")))
        .hasValue(Duration.ofSeconds(60));
    assertThat(RetryAfter.of(HeadersOnly.of("Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT")))
        .isEmpty();
    assertThat(RetryAfter.of(HeadersOnly.of("Retry-After", "3"))).hasValue(Duration.ofSeconds(3));
    assertThat(RetryAfter.of(HeadersOnly.of())).isEmpty();
  }
}
