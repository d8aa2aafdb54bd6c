package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.SiteRequest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an origin does wrong, and how far it is made good. */
class HttpMediaFetcherFaultsTest extends FaultyOriginFixture {
  @Test
  void a_transfer_that_breaks_off_is_continued_where_it_stopped() {
    origin.serve().cutAfter(10_001);

    origin.readAll();

    assertThat(origin.monitor.downloaded()).isEqualTo(SIZE);
    assertThat(origin.monitor.finished()).isEqualTo(1);
  }

  @Test
  void a_weak_etag_does_not_prevent_ranges() {
    origin.serve().etag("W/\"weak\"").cutAfter(10_001);

    origin.readAll();

    assertThat(origin.site.requests()).noneMatch(r -> r.header("If-Range").isPresent());
    assertThat(origin.site.requests()).allMatch(r -> r.header("Range").isPresent());
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

  @ParameterizedTest
  @ValueSource(
      strings = {"aws-chunked", "UTF-8", "none", "binary", "identity", "aws-chunked, none"})
  void a_coding_that_encodes_nothing_is_none(String coding) {
    origin.serve().header("Content-Encoding", coding);

    origin.readAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "aws-chunked, br", "gzip, br"})
  void a_coding_that_was_not_requested_is_named(String coding) {
    origin.serve().header("Content-Encoding", coding);

    SluiceException failure = origin.failure();

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_REFUSED);
    assertThat(failure).hasMessageContaining(coding.replace("aws-chunked, ", ""));
  }

  @Test
  void a_length_beside_chunks_means_nothing() {
    origin.serve().ignoringRanges().chunked().header("Content-Length", "0");

    origin.readAll();
  }

  @Test
  void a_weakened_etag_is_no_change() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .etag("\"same\"")
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.serve().etag("W/\"same\"");
              }
              return -1;
            });

    try (Media media = origin.open()) {
      assertThat(media.inputs().get(0).seekable()).isTrue();
      assertThat(origin.readFrom(media.inputs().get(0), 0)).isEqualTo(SIZE);
    }
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
}
