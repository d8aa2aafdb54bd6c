package dev.sluice.media.web.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.sample.PatternSource;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and ranges that a manifest names, from origins that are not quite right. */
class HttpFilesTest {
  private static final int SIZE = 100_003;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final HttpFiles files = new HttpFiles(web, HttpFetchSettings.DEFAULT);
  private final PatternSource pattern = ByteSource.pattern(SIZE);
  private final FetchScope scope = new FetchScope(StageMonitor.none());

  @AfterEach
  void close() {
    scope.close();
    web.close();
    site.close();
  }

  private SiteResource serve() {
    return site.serve("/a", pattern);
  }

  private byte[] read(long from, long end) throws IOException {
    try (InputStream file = files.open(site.uri("/a"), from, end, scope)) {
      return file.readAllBytes();
    }
  }

  private SluiceException failure(long from, long end) {
    return catchThrowableOfType(SluiceException.class, () -> read(from, end));
  }

  @Test
  void a_range_may_end_one_byte_behind_the_file() throws IOException {
    byte[] tail = pattern.bytes(SIZE - 1_000, 1_000);

    serve();
    assertThat(read(SIZE - 1_000, SIZE + 1)).isEqualTo(tail);
    serve().unknownTotal();
    assertThat(read(SIZE - 1_000, SIZE + 1)).isEqualTo(tail);
    serve().ignoringRanges();
    assertThat(read(SIZE - 1_000, SIZE + 1)).isEqualTo(tail);
    serve().ignoringRanges().chunked();
    assertThat(read(SIZE - 1_000, SIZE + 1)).isEqualTo(tail);
  }

  @Test
  void a_range_that_ends_further_behind_the_file_is_cut() {
    serve();
    SluiceException failure = failure(SIZE - 1_000, SIZE + 2);
    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure).hasMessageContaining("after 100003 bytes, 2 bytes before");

    assertThat(failure(SIZE, SIZE + 1).code()).isEqualTo(FailureCode.SOURCE_CUT);
    serve().unknownTotal();
    assertThat(failure(SIZE - 1_000, SIZE + 2).code()).isEqualTo(FailureCode.SOURCE_CUT);
    serve().ignoringRanges().chunked();
    assertThat(failure(SIZE - 1_000, SIZE + 2).code()).isEqualTo(FailureCode.SOURCE_CUT);
  }

  @Test
  void a_cut_in_front_of_the_last_byte_is_no_end() {
    AtomicInteger served = new AtomicInteger();
    serve().cutEach(() -> served.getAndIncrement() == 0 ? 999 : 0);

    assertThat(failure(0, 1_000).code()).isEqualTo(FailureCode.SOURCE_CUT);
  }

  @Test
  void a_file_without_a_byte_is_empty_however_that_is_sent() {
    site.serve("/a", new byte[0]).ignoringRanges().chunked();
    assertThat(failure(0, -1).code()).isEqualTo(FailureCode.SOURCE_EMPTY);

    site.serve("/a", new byte[0]).ignoringRanges().closeDelimited();
    assertThat(failure(0, -1).code()).isEqualTo(FailureCode.SOURCE_EMPTY);

    site.serve("/a", new byte[0]);
    assertThat(failure(0, -1).code()).isEqualTo(FailureCode.SOURCE_EMPTY);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void a_pause_that_the_origin_asks_for_is_made(int status) throws IOException {
    serve().header("Retry-After", "0").status(status, 2);

    assertThat(read(0, -1)).isEqualTo(pattern.all());
  }

  @Test
  void a_long_pause_is_left_to_the_job() {
    serve().header("Retry-After", "120").status(503);

    SluiceException failure = failure(0, -1);

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_BROKEN);
    assertThat(failure.retryAfter()).isPresent();
    assertThat(site.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 501})
  void a_server_that_refuses_ranges_is_asked_for_the_whole(int status) throws IOException {
    serve().refusingRanges(status);

    if (status < 500) {
      assertThat(read(0, -1)).isEqualTo(pattern.all());
      assertThat(read(1_000, 2_000)).isEqualTo(pattern.bytes(1_000, 1_000));
    } else {
      assertThat(failure(0, -1).code()).isEqualTo(FailureCode.SOURCE_BROKEN);
    }
  }

  @Test
  void a_segment_that_breaks_off_is_continued_whatever_its_validators_say() throws IOException {
    serve().changingEtag().cutAfter(60_000, 1);

    assertThat(read(0, -1)).isEqualTo(pattern.all());
    serve().changingEtag().cutAfter(60_000, 1);
    assertThat(read(10_000, 90_000)).isEqualTo(pattern.bytes(10_000, 80_000));
  }
}
