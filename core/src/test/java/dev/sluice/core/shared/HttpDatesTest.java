package dev.sluice.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDatesTest {
  private static final Instant MOMENT = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void a_date_is_written_in_english_and_to_the_second() {
    assertThat(HttpDates.format(MOMENT.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        " Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 09:49:37 +0100",
        "06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
      })
  void a_date_is_read_in_the_three_forms_of_rfc_9110_and_as_some_servers_write_it(String text) {
    assertThat(HttpDates.parse(text)).hasValue(MOMENT);
  }

  @ParameterizedTest
  @CsvSource({"69, 2069", "70, 1970", "26, 2026"})
  void two_digits_of_a_year_mean_a_year_between_1970_and_2069(String digits, int year) {
    assertThat(HttpDates.parse(weekday(year) + ", 01-Jan-" + digits + " 00:00:00 GMT"))
        .hasValue(Instant.parse(year + "-01-01T00:00:00Z"));
  }

  private static String weekday(int year) {
    return LocalDate.of(year, 1, 1).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "0", "1994-11-06T08:49:37Z", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun"})
  void what_is_no_date_is_empty(String text) {
    assertThat(HttpDates.parse(text)).isEmpty();
  }

  @Test
  void neither_reading_nor_writing_depends_on_the_locale_of_the_machine() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    try {
      assertThat(HttpDates.format(MOMENT)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
      assertThat(HttpDates.parse("Sun, 06 Nov 1994 08:49:37 GMT")).hasValue(MOMENT);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void the_time_of_a_server_is_its_date_and_the_age_that_a_cache_adds() {
    assertThat(HttpDates.serverTime(HeadersOnly.of("Date", "Sun, 06 Nov 1994 08:49:37 GMT")))
        .hasValue(MOMENT);
    assertThat(
            HttpDates.serverTime(
                HeadersOnly.of("Date", "Sun, 06 Nov 1994 08:49:37 GMT", "Age", " 60 ")))
        .hasValue(MOMENT.plusSeconds(60));
    assertThat(
            HttpDates.serverTime(
                HeadersOnly.of("Date", "Sun, 06 Nov 1994 08:49:37 GMT", "Age", "-1")))
        .hasValue(MOMENT);
    assertThat(HttpDates.serverTime(HeadersOnly.of("Age", "60"))).isEmpty();
  }
}
