package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, by the origin or by us, and with which sentence. */
class HttpMediaFetcherErrorsTest extends FaultyOriginFixture {
  @ParameterizedTest
  @CsvSource({
    "401,SOURCE_UNAUTHORIZED,requires credentials",
    "403,SOURCE_FORBIDDEN,forbids access",
    "451,SOURCE_FORBIDDEN,forbids access",
    "404,SOURCE_NOT_FOUND,does not exist",
    "410,SOURCE_GONE,gone for good",
    "418,SOURCE_REFUSED,refused the request",
    "500,SOURCE_BROKEN,server failed",
    "503,SOURCE_BROKEN,server failed",
    "304,SOURCE_REFUSED,refused the request",
  })
  void each_refusal_has_its_code_and_sentence(int status, FailureCode code, String part) {
    origin.serve().status(status);

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure)
        .hasMessageContaining(part)
        .hasMessageContaining("HTTP " + status)
        .hasMessageContaining("/a");
    assertThat(origin.site.requests()).hasSize(1);
  }

  @Test
  void a_rate_limit_tells_how_long_to_wait() {
    origin.serve().status(429).header("Retry-After", "17");

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_RATE_LIMITED);
    assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(17));
    assertThat(failure).hasMessageContaining("17 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Sun, 06 Nov 1994 08:51:07 GMT", "Sunday, 06-Nov-94 08:51:07 GMT", "89.2"})
  void a_rate_limit_may_name_a_moment_by_its_own_clock_or_a_fraction(String header) {
    origin
        .serve()
        .status(503)
        .header("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
        .header("Retry-After", header);

    assertThat(origin.failure().retryAfter()).hasValue(Duration.ofSeconds(90));
  }

  @Test
  void a_senseless_retry_after_is_left_out() {
    origin.serve().status(429).header("Retry-After", "soon");
    assertThat(origin.failure().retryAfter()).isEmpty();

    origin.serve().status(429).header("Retry-After", "99999999999999999999");
    assertThat(origin.failure().retryAfter()).hasValue(Duration.ofDays(7));
  }

  @Test
  void no_message_shows_the_query_or_credentials() {
    origin.serve().status(403);
    SourceUrl url =
        SourceUrl.parse("http://us:hush@127.0.0.1:" + origin.site.port() + "/a?sign=hush");

    SluiceException failure = catchThrowableOfType(SluiceException.class, () -> origin.open(url));

    assertThat(failure).hasMessageContaining("/a").hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body>Please log in</body></html>",
        "\ufeff\n <html lang='en'>",
        "<script>location='/'</script>",
      })
  void a_web_page_is_not_media(String page) {
    origin.site.serve("/a", page.getBytes(StandardCharsets.UTF_8)).type("text/html; charset=utf-8");

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_MEDIA);
    assertThat(failure).hasMessageContaining("A web page was found");
  }

  @Test
  void a_feed_that_is_sent_as_a_page_is_not_said_to_be_one() {
    origin
        .site
        .serve("/a", "<?xml version='1.0'?><rss/>".getBytes(StandardCharsets.UTF_8))
        .type("text/html");

    origin.open(origin.site.url("/a")).close();
  }

  @Test
  void a_page_that_says_it_is_a_film_is_still_a_page() {
    origin
        .site
        .serve("/a", "<!doctype HTML><title>404</title>".getBytes(StandardCharsets.UTF_8))
        .type("video/mp4");

    assertThat(origin.failure().code()).isEqualTo(FailureCode.NOT_MEDIA);
  }

  @Test
  void a_film_that_says_it_is_a_page_is_still_a_film() {
    origin.serve().type("text/html");

    origin.readAll();
  }

  @Test
  void a_bomb_stops_at_the_limit() {
    limit(2_000_000);
    origin.site.serve("/a", new byte[60_000_000]).gzip();

    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      SluiceException failure = catchThrowableOfType(SluiceException.class, () -> skip(input));
      assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    }
    assertThat(origin.monitor.downloaded()).isLessThan(20_000_000);
  }

  @Test
  void an_announced_size_above_the_limit_is_refused_at_once() {
    limit(SIZE - 1);
    origin.serve();

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure).hasMessageContaining("1000002 bytes");
    assertThat(origin.monitor.downloaded()).isZero();
  }

  @Test
  void an_unannounced_size_above_the_limit_is_noticed_on_the_way() {
    limit(SIZE - 1);
    origin.serve().ignoringRanges().chunked();
    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
  }

  @Test
  void a_size_at_the_limit_is_allowed() {
    limit(SIZE);
    origin.serve().ignoringRanges().chunked();
    origin.readAll();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silence_ends_at_the_stall_limit(boolean ranges) {
    origin.close();
    origin =
        new FetchFixture(
            SIZE,
            HttpFetchSettings.DEFAULT
                .withChunkBytes(FetchFixture.CHUNK)
                .withReadTimeout(Duration.ofMillis(150)));
    origin.serve().stallAfter(30_000);
    if (!ranges) {
      origin.serve().ignoringRanges().stallAfter(30_000);
    }

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(failure).hasMessageContaining("nothing for 150 ms").hasMessageContaining(SETTING);
  }

  @Test
  void an_origin_that_never_answers_names_the_setting_too() {
    origin.close();
    origin =
        new FetchFixture(SIZE, HttpFetchSettings.DEFAULT.withReadTimeout(Duration.ofMillis(150)));
    origin.serve().delay(Duration.ofSeconds(20));

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(failure)
        .hasMessageContaining("did not answer within 150 ms")
        .hasMessageContaining(SETTING);
  }

  private static void skip(MediaInput input) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long position = 0;
    for (int count = input.read(position, buffer);
        count >= 0;
        count = input.read(position, buffer)) {
      position += count;
      buffer.clear();
    }
  }

  private void limit(long bytes) {
    origin.close();
    origin =
        new FetchFixture(
            SIZE,
            HttpFetchSettings.DEFAULT.withChunkBytes(FetchFixture.CHUNK).withMaxSourceBytes(bytes));
  }
}
