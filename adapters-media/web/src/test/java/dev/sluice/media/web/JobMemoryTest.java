package dev.sluice.media.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.RepeatedText;
import dev.sluice.testkit.site.LoopbackSite;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What opening a source reserves of the job's memory. */
class JobMemoryTest {
  private static final int MB = 1 << 20;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient client =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(client);
  private final HeapBudget budget = new HeapBudget(8 * MB);
  private final HeapBudget.Reservation job = budget.open();

  @AfterEach
  void everything_is_returned() {
    fetcher.close();
    client.close();
    site.close();
    assertThat(budget.reserved()).isZero();
  }

  private Media open(String path) {
    return fetcher.open(
        SourceUrl.parse(site.uri(path).toString()),
        new StageMonitor.Forwarding(StageMonitor.none()) {
          @Override
          public HeapBudget.Reservation memory() {
            return job;
          }
        });
  }

  private void servePlaylist(String path, int segments) {
    byte[] segment = new byte[188 * 100];
    Arrays.fill(segment, (byte) 0x47);
    site.serve("/s.ts", segment);
    site.serve(
        path,
        new RepeatedText(
            "#EXTM3U\n", "#EXTINF:2.######,\ns.ts?######\n", segments, "#EXT-X-ENDLIST\n"));
  }

  @Test
  void
      a_playlist_reserves_three_times_its_size_while_it_is_parsed_and_its_list_until_it_is_closed() {
    servePlaylist("/list", 20_000);

    try (Media media = open("/list")) {
      assertThat(media.inputs()).hasSize(1);
      // A megabyte of the track, 8 bytes of each duration, and the addresses.
      assertThat(budget.reserved()).isBetween(MB + 20_000L * 11, MB + 20_000L * 20);
    }
  }

  @Test
  void a_playlist_that_is_too_large_for_one_job_fails_with_a_sentence() {
    servePlaylist("/list", 60_000);

    assertThatThrownBy(() -> open("/list"))
        .hasMessage(
            "With the manifest the job would take more memory than the 4 MB that one job may have;"
                + " ask for fewer tracks, or let the operator raise the heap (-Xmx)");
  }

  @Test
  void a_playlist_that_finds_no_memory_beside_others_fails_as_short() {
    servePlaylist("/list", 20_000);
    try (HeapBudget.Reservation other = budget.open();
        HeapBudget.Reservation another = budget.open()) {
      other.require(3 * MB, "the test");
      another.require(3 * MB, "the test");

      assertThatThrownBy(() -> open("/list"))
          .isInstanceOfSatisfying(
              SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MEMORY_SHORT));
    }
  }
}
