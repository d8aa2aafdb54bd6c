package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.sample.PatternSource;
import dev.sluice.testkit.site.SiteRequest;
import dev.sluice.testkit.site.SiteResource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins whose responses contradict each other: the file is read whole, from one response. */
class SecondWayTest {
  private static final int CHUNK = FetchFixture.CHUNK;
  private static final int CHUNKS = 40;
  private static final int SIZE = CHUNKS * CHUNK + 17;
  private static final int MEGABYTE = 1 << 20;

  private FetchFixture origin = new FetchFixture(SIZE);

  @AfterEach
  void close() {
    origin.close();
  }

  /** Serves the resource, and calls this with the number of each response, from 1. */
  private static SiteResource afterEach(SiteResource resource, IntConsumer change) {
    AtomicInteger served = new AtomicInteger();
    return resource.cutEach(
        () -> {
          change.accept(served.incrementAndGet());
          return -1;
        });
  }

  private List<SiteRequest> wholeRequests() {
    return origin.site.requests().stream()
        .filter(request -> request.header("Range").isEmpty())
        .toList();
  }

  private FailureCode failureOfReading() {
    return origin.failure().code();
  }

  @Test
  void another_etag_from_each_backend() {
    origin.serve().changingEtag();

    origin.readAll();

    assertThat(wholeRequests()).hasSize(1);
    assertThat(origin.monitor.downloaded()).isEqualTo(SIZE);
    assertThat(origin.monitor.wentBack()).isFalse();
    assertThat(origin.monitor.finished()).isEqualTo(1);
  }

  @Test
  void a_weak_etag_that_changes() {
    SiteResource file = origin.serve().etag("W/\"0\"");
    afterEach(file, number -> file.etag("W/\"" + number + "\""));

    origin.readAll();

    assertThat(wholeRequests()).hasSize(1);
  }

  @Test
  void a_date_that_is_a_second_apart() {
    SiteResource file = origin.serve().etag("").header("Last-Modified", date(0));
    afterEach(file, number -> file.header("Last-Modified", date(number % 2)));

    origin.readAll();

    assertThat(wholeRequests()).hasSize(1);
  }

  private static String date(int second) {
    return "Tue, 01 Dec 2026 03:00:0" + second + " GMT";
  }

  @Test
  void other_bytes_and_another_length_for_each_request() {
    stitched(1);

    origin.readAll();

    assertThat(wholeRequests()).hasSize(1);
  }

  private void stitched(int number) {
    ByteSource bytes = number == 3 ? origin.pattern : ByteSource.pattern(SIZE + number, number);
    afterEach(
        origin.site.serve("/a", bytes).etag("\"" + number + "\""), count -> stitched(number + 1));
  }

  @Test
  void a_link_behind_a_redirect_that_is_good_for_one_request() {
    token(1, 200);

    origin.readAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 410})
  void a_link_behind_a_redirect_that_expires(int status) {
    // One connection: two that are redirected to the same link would both use it.
    restart(SIZE, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withConnections(1));
    token(1, status);

    origin.readAll();

    assertThat(wholeRequests()).isEmpty();
  }

  private void token(int number, int statusLater) {
    String link = "/token" + number;
    origin.site.redirect("/a", link);
    afterEach(
        origin.site.serve(link, origin.pattern).etag("\"same\""),
        count -> {
          token(number + 1, statusLater);
          origin
              .site
              .serve(link, "<html>expired".getBytes(StandardCharsets.UTF_8))
              .type("text/html")
              .status(statusLater, statusLater == 200 ? 0 : Integer.MAX_VALUE);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 9, 30})
  void a_contradiction_after_bytes_were_read(int responses) {
    contradicting(responses, origin.pattern);

    origin.readAll();

    assertThat(wholeRequests()).hasSize(1);
    assertThat(origin.monitor.downloaded()).isEqualTo(SIZE);
    assertThat(origin.monitor.wentBack()).isFalse();
    assertThat(origin.monitor.finished()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9, 30})
  void other_bytes_after_some_were_read_are_a_change(int responses) {
    contradicting(responses, ByteSource.pattern(SIZE, 2));
    assertThat(failureOfReading()).isEqualTo(FailureCode.SOURCE_CHANGED);

    // A late response of the first reading would count for the second.
    Awaitility.await().until(() -> origin.site.openTransfers() == 0);
    contradicting(responses, ByteSource.pattern(SIZE - 1));
    assertThat(failureOfReading()).isEqualTo(FailureCode.SOURCE_CHANGED);
  }

  /** Serves the pattern to so many requests, and then something else. */
  private void contradicting(int responses, ByteSource later) {
    afterEach(
        origin.serve().etag("\"one\""),
        number -> {
          if (number == responses) {
            origin.site.serve("/a", later).etag("\"other\"");
          }
        });
  }

  @Test
  void only_what_was_read_must_be_the_same() {
    // What follows the first chunk was loaded, and nobody has read it.
    PatternSource film = origin.pattern;
    byte[] other = film.all();
    ByteBuffer.wrap(other, CHUNK, other.length - CHUNK).put(film.bytes(0, other.length - CHUNK));
    contradicting(2, ByteSource.of(other));
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, 100);
      Awaitility.await().until(() -> origin.site.openTransfers() == 0);
      // A jump, after which the chunk in between is not in memory when it is read.
      ByteBuffer buffer = ByteBuffer.allocate(10);
      input.read(20L * CHUNK, buffer);

      assertThat(film.matches(19L * CHUNK, buffer.flip())).isTrue();
    }
  }

  @Test
  void the_index_at_the_end_and_then_all_of_it_in_order() {
    contradicting(2, origin.pattern);
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, 100);
      origin.readExactly(input, (CHUNKS - 2) * (long) CHUNK, 2 * CHUNK);

      assertThat(origin.readFrom(input, 100)).isEqualTo(SIZE);
    }

    assertThat(wholeRequests()).hasSizeBetween(1, 2);
  }

  @Test
  void a_jump_makes_room_for_what_lies_behind() {
    contradicting(2, origin.pattern);
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, 2 * CHUNK + 100);
      // The memory is full of what follows.
      Awaitility.await().until(() -> origin.monitor.downloaded() >= 9 * CHUNK);

      origin.readExactly(input, 30L * CHUNK, 100);
      origin.readExactly(input, 39L * CHUNK, 100);
    }
    assertThat(wholeRequests()).hasSize(1);
  }

  @Test
  void a_reader_that_goes_back_and_forth_is_told_so() {
    contradicting(2, origin.pattern);
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);

      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class,
              () -> {
                for (int i = 0; i < CHUNKS; i++) {
                  origin.readExactly(input, i * 17L % CHUNKS * CHUNK, 100);
                }
              });

      assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_REFUSED);
      assertThat(failure).hasMessageContaining("contradicts itself");
    }
    assertThat(wholeRequests()).hasSize(3);
  }

  @Test
  void an_origin_that_stops_giving_ranges_sends_the_whole_once_more() {
    afterEach(origin.serve().etag("\"same\""), number -> stopRangesAfter(number, 5));

    origin.readAll();

    assertThat(wholeRequests()).hasSize(1);
  }

  private void stopRangesAfter(int number, int last) {
    if (number == last) {
      origin.serve().ignoringRanges().etag("\"same\"");
    }
  }

  @Test
  void a_range_other_than_the_requested_one() {
    origin.serve().shiftedRanges(5);
    origin.readAll();

    afterEach(
        origin.serve().etag("\"same\""),
        number -> {
          if (number == 3) {
            origin.serve().etag("\"same\"").shiftedRanges(5);
          }
        });
    origin.readAll();

    assertThat(wholeRequests()).hasSize(2);
  }

  @Test
  void a_server_that_breaks_when_it_is_asked_for_the_whole() {
    restart(SIZE, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withConnections(1));
    afterEach(
        origin.serve().etag("\"one\""),
        number -> {
          if (number == 3) {
            SiteResource other = origin.serve().etag("\"other\"");
            afterEach(other, later -> other.status(503, later == 1 ? 2 : 0));
          }
        });

    origin.readAll();

    assertThat(wholeRequests()).hasSize(3);
  }

  @Test
  void a_small_file_that_breaks_off_without_ranges() {
    restart(10_000, HttpFetchSettings.DEFAULT);
    origin.serve().ignoringRanges().etag("").cutAfter(5_000, 1);

    origin.readAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 416, 501})
  void ranges_that_are_refused(int status) {
    origin.serve().refusingRanges(status);

    origin.readAll();
  }

  @Test
  void a_range_that_says_to_end_behind_the_file() {
    restart(1_000, HttpFetchSettings.DEFAULT);
    origin.serve().wrongTotal(-1);

    origin.readAll();
  }

  @Test
  void a_total_that_changes() {
    afterEach(
        origin.serve().etag(""),
        number -> {
          if (number == 1) {
            origin.serve().etag("").wrongTotal(1);
          }
        });

    origin.readAll();
  }

  @Test
  void a_server_that_makes_a_second_connection_wait_gets_one() {
    restart(
        SIZE,
        HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withReadTimeout(Duration.ofMillis(300)));
    SiteResource file = origin.serve();
    AtomicInteger served = new AtomicInteger();
    file.cutEach(
        () -> {
          // The second response never comes.
          file.delay(served.incrementAndGet() == 2 ? Duration.ofMinutes(5) : Duration.ZERO);
          return -1;
        });

    origin.readAll();

    assertThat(origin.site.openConnections()).isLessThanOrEqualTo(2);
  }

  @Test
  void a_transfer_in_order_that_breaks_off_goes_on_behind_the_same_bytes() {
    origin.serve().ignoringRanges().etag("").cutAfter(500_000, 1);
    origin.readAll();

    // Other validators prove nothing against equal bytes.
    origin.serve().ignoringRanges().changingEtag().cutAfter(500_000, 1);
    origin.readAll();

    origin.serve().ignoringRanges().chunked().etag("").cutAfter(500_000, 1);
    origin.readAll();
  }

  @Test
  void a_transfer_in_order_that_goes_on_with_other_bytes_is_a_change() {
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .ignoringRanges()
        .etag("")
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.site.serve("/a", ByteSource.pattern(SIZE, 99)).ignoringRanges().etag("");
              }
              return 500_000;
            });

    assertThat(failureOfReading()).isEqualTo(FailureCode.SOURCE_CHANGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {-5_000, 5_000})
  void a_transfer_in_order_that_brought_nothing_begins_with_another_length(int longer) {
    AtomicInteger served = new AtomicInteger();
    origin
        .site
        .serve("/a", ByteSource.pattern(SIZE - longer, 99))
        .ignoringRanges()
        .etag("\"one\"")
        .cutEach(
            () -> {
              if (served.getAndIncrement() == 0) {
                origin.serve().ignoringRanges().etag("\"other\"");
              }
              return 0;
            });

    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      assertThat(input.size()).hasValue(SIZE);
      assertThat(origin.readFrom(input, 0)).isEqualTo(SIZE);
    }
  }

  @Test
  void a_condition_that_is_not_understood_costs_no_traffic() {
    restart(24 * MEGABYTE, HttpFetchSettings.DEFAULT);
    origin.serve().ignoringConditions();

    origin.readAll();

    assertThat(sentTimes()).isLessThan(1.01);
  }

  @Test
  void a_contradiction_costs_two_chunks_at_most() {
    origin.serve().changingEtag();

    origin.readAll();

    assertThat(sentTimes()).isLessThan(1.06);
  }

  private void restart(int size, HttpFetchSettings settings) {
    origin.close();
    origin = new FetchFixture(size, settings);
  }

  /** How often the file was sent, as a fraction of its size. */
  private double sentTimes() {
    return (double) origin.site.sentBytes() / origin.pattern.size();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void a_pause_that_the_origin_asks_for_in_mid_transfer(int status) {
    restart(SIZE, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withConnections(1));
    SiteResource file = origin.serve();
    afterEach(
        file,
        number -> {
          if (number % 7 == 3) {
            file.header("Retry-After", "0").status(status, 2);
          }
        });

    origin.readAll();

    assertThat(origin.site.requests().size()).isGreaterThan(CHUNKS + 10);
  }

  @Test
  void all_bytes_come_before_the_failure() {
    restart(SIZE, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withConnections(2));
    AtomicInteger served = new AtomicInteger();
    origin
        .serve()
        .cutEach(
            () -> {
              int number = served.incrementAndGet();
              return number <= 2 ? -1 : number == 3 ? 1_000 : 0;
            });
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, CHUNK + 1);
      // The third chunk breaks off, and is not continued however often that is tried.
      Awaitility.await().until(() -> served.get() >= 7 && origin.loaders() == 0);

      long[] position = {CHUNK + 1};
      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class,
              () -> {
                while (true) {
                  ByteBuffer buffer = ByteBuffer.allocate(10_000);
                  int count = input.read(position[0], buffer);
                  assertThat(origin.pattern.matches(position[0], buffer.flip())).isTrue();
                  position[0] += count;
                }
              });

      assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_CUT);
      assertThat(position[0]).isEqualTo(2 * CHUNK + 1_000);
    }
  }
}
