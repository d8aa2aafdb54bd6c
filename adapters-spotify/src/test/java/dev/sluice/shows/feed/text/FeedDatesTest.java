package dev.sluice.shows.feed.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedDatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tue, 05 Jan 2021 06:07:08 GMT       | 2021-01-05T06:07:08Z",
        "Tue, 05 Jan 2021 06:07:08 +0000     | 2021-01-05T06:07:08Z",
        "Tue, 05 Jan 2021 06:07:08 -0800     | 2021-01-05T14:07:08Z",
        "Tue, 05 Jan 2021 06:07:08 +05:30    | 2021-01-05T00:37:08Z",
        "Tue, 5 Jan 2021 06:07:08 PST        | 2021-01-05T14:07:08Z",
        "Tue, 5 Jan 2021 06:07:08 EDT        | 2021-01-05T10:07:08Z",
        "Tue, 5 Jan 2021 06:07:08 CEST       | 2021-01-05T04:07:08Z",
        "Tue, 5 Jan 2021 06:07:08 UTC+2      | 2021-01-05T04:07:08Z",
        "Tue, 5 Jan 2021 06:07:08 GMT-05:00  | 2021-01-05T11:07:08Z",
        "Tue, 5 Jan 2021 06:07:08 Z          | 2021-01-05T06:07:08Z",
        "Tue, 5 Jan 2021 06:07:08 Somewhere  | 2021-01-05T06:07:08Z",
        "Tue, 05 Jan 2021 06:07:08 -0800 (PST) | 2021-01-05T14:07:08Z",
        "5 Jan 2021 06:07 GMT                | 2021-01-05T06:07:00Z",
        "5 Jan 2021                          | 2021-01-05T00:00:00Z",
        "Fri, 5 Jan 2021 06:07:08 GMT        | 2021-01-05T06:07:08Z",
        "Tuesday, 05 January 2021 06:07:08 GMT | 2021-01-05T06:07:08Z",
        "Tue, 05 Jan 21 06:07:08 GMT         | 2021-01-05T06:07:08Z",
        "Tue, 05 Jan 99 06:07:08 GMT         | 1999-01-05T06:07:08Z",
        "Thu, 2 Sept 2021 6:07:08 GMT        | 2021-09-02T06:07:08Z",
        "Jan 5, 2021 6:07 PM                 | 2021-01-05T18:07:00Z",
        "January 5th, 2021 12:30 AM EST      | 2021-01-05T05:30:00Z",
        "Tue Jan  5 06:07:08 2021            | 2021-01-05T06:07:08Z",
        "05-Jan-2021 06:07:08 GMT            | 2021-01-05T06:07:08Z",
        "tue, 05 jan 2021 24:00:00 gmt       | 2021-01-06T00:00:00Z",
        "Sat, 31 Dec 2016 23:59:60 GMT       | 2016-12-31T23:59:59Z",
        "2021-01-05T06:07:08Z                | 2021-01-05T06:07:08Z",
        "2021-01-05T06:07:08.123+01:00       | 2021-01-05T05:07:08Z",
        "2021-01-05T06:07:08-0800            | 2021-01-05T14:07:08Z",
        "2021-01-05 06:07:08                 | 2021-01-05T06:07:08Z",
        "2021-01-05 06:07 +0100              | 2021-01-05T05:07:00Z",
        "2021-1-5                            | 2021-01-05T00:00:00Z",
        "2021-01                             | 2021-01-01T00:00:00Z",
      })
  void a_date_of_the_wild_is_read(String text, String moment) {
    assertThat(FeedDates.parse(text)).contains(Instant.parse(moment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "05/01/2021",
        "30 Feb 2021 06:07:08 GMT",
        "0001-01-01T00:00:00Z",
        "2021-13-01",
        "Tue, 05 Jan 2021 25:07:08 GMT",
        "5 Jan 2021 06:07:08 +99:00",
        "1 2 3 Jan 2021",
        "Jan"
      })
  void what_is_no_date_or_has_two_meanings_is_none(String text) {
    assertThat(FeedDates.parse(text)).isEmpty();
  }
}
