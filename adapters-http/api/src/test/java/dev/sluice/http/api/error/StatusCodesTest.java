package dev.sluice.http.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusCodesTest {
  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void what_the_caller_can_change_is_4xx(FailureCode code) {
    int status = StatusCodes.of(code);

    assertThat(status).isBetween(400, 504);
    if (code.category() == FailureCode.Category.REQUEST
        || code.category() == FailureCode.Category.CONTENT) {
      assertThat(status).isLessThan(500);
    }
    if (code.category() == FailureCode.Category.INTERNAL) {
      assertThat(status).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, 400",
    "NO_FETCHER, 400",
    "SHOW_UNSUPPORTED, 422",
    "SHOW_NOT_FOUND, 404",
    "SHOW_GONE, 410",
    "SHOW_AMBIGUOUS, 422",
    "SHOW_EMPTY, 422",
    "SHOW_TIMEOUT, 504",
    "SERVICE_LIMITED, 503",
    "SERVICE_REFUSED, 502",
    "FEED_INVALID, 422",
    "FEED_TOO_LARGE, 422",
    "EPISODE_MISSING, 422",
    "SOURCE_NOT_FOUND, 502",
    "SOURCE_STALLED, 504",
    "STORE_UNAVAILABLE, 503",
    "INTERRUPTED, 503",
  })
  void some_are_promised(FailureCode code, int status) {
    assertThat(StatusCodes.of(code)).isEqualTo(status);
  }
}
