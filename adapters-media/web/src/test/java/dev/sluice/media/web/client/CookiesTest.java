package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  private static final Cookies COOKIES =
      Cookies.parse(
          List.of(
              "# Netscape HTTP Cookie File",
              "",
              ".site.example\tTRUE\t/\tFALSE\t0\tall\t1",
              "site.example\tFALSE\t/\tFALSE\t2000000\texact\t2",
              "#HttpOnly_.site.example\tTRUE\t/\tTRUE\t2000000.5\tsafe\t3",
              ".site.example\tTRUE\t/members\tFALSE\t0\tdeep\t4=4",
              ".site.example\tTRUE\t/\tFALSE\t999999\told\t5",
              "Other.Example\tTRUE\t/\tFALSE\t0\tother\t6",
              ".site.example\tTRUE\t/\tFALSE\t0\todd\tb\u00f6se\u0001",
              ".site.example\tTRUE\t/\tFALSE\t0\tempty"));

  @ParameterizedTest
  @CsvSource({
    "http://site.example/,                all=1; exact=2; empty=",
    "http://site.example,                 all=1; exact=2; empty=",
    "https://site.example/a?b=c,          all=1; exact=2; safe=3; empty=",
    "http://WWW.site.example/,            all=1; empty=",
    "http://site.example/members,         all=1; exact=2; deep=4=4; empty=",
    "http://site.example/members/a,       all=1; exact=2; deep=4=4; empty=",
    "http://site.example/membership,      all=1; exact=2; empty=",
    "http://a.other.example:8080/,        other=6",
  })
  void a_cookie_goes_where_it_belongs(String url, String expected) {
    assertThat(COOKIES.header(URI.create(url), NOW)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://mysite.example/", "http://example/", "http://site.example.evil/"})
  void and_nowhere_else(String url) {
    assertThat(COOKIES.header(URI.create(url), NOW)).isEmpty();
  }

  @Test
  void a_malformed_cookie_is_reported_by_its_line_number_only() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cookies.parse(List.of("# a", "site.example secret")))
        .withMessage("Line 2 of the cookies does not have seven fields between tabs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cookies.parse(List.of("a\tTRUE\t/\tTRUE\tsoon\tname\tsecret")))
        .withMessage("Line 1 of the cookies has an expiry that is not a number");
  }
}
