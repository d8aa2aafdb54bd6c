package dev.sluice.media.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.SiteRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMediaFetcherFaultsTest {
  private static final int SIZE = 1_000_003;
  private static final String SETTING = "stall-timeout";

  private FetchFixture origin = new FetchFixture(SIZE);

  @AfterEach
  void close() {
    origin.close();
  }

  @ParameterizedTest
  @CsvSource({
    "401,SOURCE_UNAUTHORIZED,asks for credentials",
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

  @Test
  void a_rate_limit_may_name_a_moment_by_its_own_clock() {
    origin
        .serve()
        .status(503)
        .header("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
        .header("Retry-After", "Sun, 06 Nov 1994 08:51:07 GMT");

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
  void cuts_are_taken_up_where_they_happened_and_nobody_notices() {
    origin.serve().cutAfter(10_001);

    origin.readAll();

    assertThat(origin.site.requests().get(1).header("If-Range")).isPresent();
    assertThat(origin.monitor.downloaded()).isEqualTo(SIZE);
    assertThat(origin.monitor.finished()).isEqualTo(1);
  }

  @Test
  void a_weak_etag_is_never_sent_as_a_condition() {
    origin.serve().etag("W/\"weak\"").cutAfter(10_001);

    origin.readAll();

    assertThat(origin.site.requests()).noneMatch(r -> r.header("If-Range").isPresent());
  }

  @Test
  void a_file_that_changes_is_not_mixed() {
    origin.serve().changingEtag();

    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_CHANGED);
  }

  @Test
  void a_file_replaced_in_the_middle_is_noticed_at_the_cut() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .ignoringRanges()
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.site.serve("/a", ByteSource.pattern(SIZE, 99)).ignoringRanges();
              }
              return 500_000;
            });

    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_CHANGED);
  }

  @Test
  void an_origin_without_ranges_is_taken_up_when_it_proves_the_version() {
    origin.serve().ignoringRanges().cutAfter(500_000, 1);

    origin.readAll();

    assertThat(origin.site.requests()).hasSize(2);
    assertThat(origin.monitor.downloaded()).isEqualTo(SIZE);
  }

  @Test
  void an_origin_that_proves_nothing_is_not_taken_up() {
    origin.serve().ignoringRanges().etag("").cutAfter(500_000, 1);

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure).hasMessageContaining("500000 of 1000003 bytes");
  }

  @Test
  void an_origin_that_forgets_its_proof_is_not_believed() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .ignoringRanges()
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.serve().ignoringRanges().etag("");
              }
              return 500_000;
            });

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure).hasMessageContaining("does not let itself be taken up");
  }

  @Test
  void an_origin_that_never_comes_further_is_given_up() {
    AtomicInteger served = new AtomicInteger();
    origin.serve().ignoringRanges().cutEach(() -> served.getAndIncrement() == 0 ? 500_000 : 100);

    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(origin.site.requests()).hasSizeLessThan(10);
  }

  @Test
  void a_server_that_breaks_in_between_is_asked_again() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.serve().status(503, 1).etag("\"same\"");
              }
              return 1_000;
            })
        .etag("\"same\"");

    origin.readAll();
  }

  @Test
  void another_range_than_asked_for_is_refused() {
    origin.serve().shiftedRanges(5);

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_REFUSED);
    assertThat(failure).hasMessageContaining("another range");
  }

  @Test
  void a_total_that_changes_is_a_change() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .etag("")
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.serve().etag("").wrongTotal(1);
              }
              return -1;
            });

    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_CHANGED);
  }

  @Test
  void a_range_longer_than_announced_is_refused() {
    origin.serve().overlong(10);
    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_OVERLONG);

    origin.serve().chunked().overlong(10);
    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_OVERLONG);
  }

  @Test
  void a_range_without_a_total_leads_to_the_whole() {
    origin.serve().unknownTotal();

    origin.readAll();

    assertThat(origin.site.requests()).hasSize(2);
    assertThat(origin.site.requests().get(1).header("Range")).isEmpty();
  }

  @Test
  void the_end_of_the_connection_may_be_the_end_of_the_file() {
    origin.serve().ignoringRanges().closeDelimited();

    origin.readAll();
  }

  @Test
  void a_compressed_file_is_given_as_it_was() {
    origin.serve().gzip();

    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      assertThat(input.seekable()).isFalse();
      assertThat(input.size()).isEmpty();
      assertThat(origin.readFrom(input, 0)).isEqualTo(SIZE);
    }
  }

  @Test
  void a_compressed_file_cut_short_is_not_taken_for_whole() {
    AtomicInteger served = new AtomicInteger();
    origin.serve().gzip().cutEach(() -> served.getAndIncrement() == 0 ? 300_000 : 0);

    assertThat(origin.failure().code()).isEqualTo(FailureCode.SOURCE_CUT);
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
                .withStallTimeout(Duration.ofMillis(150)));
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
        new FetchFixture(SIZE, HttpFetchSettings.DEFAULT.withStallTimeout(Duration.ofMillis(150)));
    origin.serve().delay(Duration.ofSeconds(20));

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(failure)
        .hasMessageContaining("did not answer within 150 ms")
        .hasMessageContaining(SETTING);
  }

  @Test
  void an_origin_that_takes_one_connection_at_a_time_gets_one() {
    origin.serve().throttle(2_000_000).atMostAtATime(1, 429);

    origin.readAll();
  }

  @Test
  void an_origin_that_stops_giving_ranges_is_read_all_the_same() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .etag("\"same\"")
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.serve().ignoringRanges().etag("\"same\"");
              }
              return -1;
            });

    origin.readAll();
  }

  @Test
  void settings_reach_the_origin() {
    origin.close();
    origin =
        new FetchFixture(
            SIZE,
            HttpFetchSettings.DEFAULT
                .withUserAgent("Mine/2")
                .withHeaders(Map.of("Referer", "http://x/", "Authorization", "Bearer t")));
    origin.serve();

    origin.readAll();

    SiteRequest request = origin.site.requests().get(0);
    assertThat(request.header("User-Agent")).hasValue("Mine/2");
    assertThat(request.header("Referer")).hasValue("http://x/");
    assertThat(request.header("Authorization")).hasValue("Bearer t");
    assertThat(request.header("Accept-Encoding")).hasValue("identity");
  }

  @Test
  void a_redirect_is_followed_once_and_refreshed_when_its_target_expires() {
    origin
        .site
        .serve("/1", origin.pattern)
        .etag("\"same\"")
        .cutEach(
            () -> {
              // The link dies as soon as it was used, and the next one lives.
              origin.site.serve("/1", new byte[0]).status(403);
              origin.site.redirect("/a", "/2");
              return -1;
            });
    origin.site.serve("/2", origin.pattern).etag("\"same\"");
    origin.site.redirect("/a", "/1");

    origin.readAll();

    // Each of the loaders may have held the dead link.
    assertThat(origin.site.requests("/a")).hasSizeBetween(2, 1 + origin.settings.connections());
  }

  @Test
  void a_name_that_the_origin_proposes_is_passed_on() {
    origin
        .serve()
        .header(
            "Content-Disposition", "attachment; filename=\"a.mp4\"; filename*=UTF-8''%C3%A4.mp4")
        .type("video/mp4; codecs=avc1");

    try (Media media = origin.open()) {
      assertThat(media.proposedName()).hasValue("ä.mp4");
      assertThat(media.title()).isEmpty();
      assertThat(media.inputs().get(0).announcedType()).hasValue("video/mp4");
    }
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
