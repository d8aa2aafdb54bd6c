package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsLive;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.RecordingMonitor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that have not begun. */
@Timeout(60)
class WebMediaFetcherTest {
  private static final LiveRecording WAITING = LiveRecording.untilItsEnd().waiting();

  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher =
      new WebMediaFetcher(web, HttpFetchSettings.DEFAULT, Optional.empty(), Duration.ofMillis(100));
  private final RecordingMonitor monitor = new RecordingMonitor();

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private Media open(LiveRecording recording) {
    return fetcher.open(
        new FetchRequest(site.url("/live"), OutputSpec.DEFAULT, Optional.of(recording)), monitor);
  }

  @Test
  void one_that_is_not_there_yet_is_waited_for() throws Exception {
    site.playlist("/live", "").status(404);
    CompletableFuture<Media> opened =
        CompletableFuture.supplyAsync(() -> open(WAITING), work -> new Thread(work).start());
    await().until(() -> site.site().requests("/live").size() > 2);

    // There, and still without a segment.
    HlsLive live = new HlsLive(site, "/live", 4, 1);
    int before = site.site().requests("/live").size();
    await().until(() -> site.site().requests("/live").size() > before + 2);
    site.site().serve("/a", "bytes".getBytes(UTF_8));
    live.add("/a", 1);

    try (Media media = opened.get()) {
      assertThat(media.inputs()).hasSize(1);
    }
  }

  @Test
  void who_waits_ends_with_the_job() throws Exception {
    site.playlist("/live", "").status(404);
    CompletableFuture<Media> opened =
        CompletableFuture.supplyAsync(() -> open(WAITING), work -> new Thread(work).start());
    await().until(() -> site.site().requests("/live").size() > 1);

    monitor.cancel();

    ExecutionException over = catchThrowableOfType(ExecutionException.class, opened::get);
    assertThat(((SluiceException) over.getCause()).code()).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void only_requests_that_ask_to_wait_do_and_only_for_what_may_come() {
    site.playlist("/live", "").status(404);
    assertThat(failure(LiveRecording.untilItsEnd())).isEqualTo(FailureCode.SOURCE_NOT_FOUND);

    site.site().serve("/live", "<!doctype html>".getBytes(UTF_8)).type("text/html");
    assertThat(failure(WAITING)).isEqualTo(FailureCode.NOT_MEDIA);
  }

  @Test
  void cookies_that_a_playlist_sets_are_sent_for_its_segments_and_end_with_the_job() {
    site.playlist("/film", HlsSite.ended("#EXTINF:2,\n/a\n"))
        .header("Set-Cookie", "pass=1; Path=/");
    site.site().serve("/a", "bytes".getBytes(UTF_8)).onlyWithCookie("pass=1", 403);

    try (Media media = fetcher.open(site.url("/film"), monitor)) {
      assertThat(media.inputs().get(0).read(0, ByteBuffer.allocate(10))).isEqualTo(5);
    }

    assertThat(
            catchThrowableOfType(
                    SluiceException.class, () -> fetcher.open(site.url("/a"), monitor).close())
                .code())
        .isEqualTo(FailureCode.SOURCE_FORBIDDEN);
  }

  private FailureCode failure(LiveRecording recording) {
    return catchThrowableOfType(SluiceException.class, () -> open(recording).close()).code();
  }
}
