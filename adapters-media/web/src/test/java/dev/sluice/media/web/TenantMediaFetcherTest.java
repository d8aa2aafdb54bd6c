package dev.sluice.media.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.media.web.client.CookieFile;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.client.SiteCredentials;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantMediaFetcherTest {
  @TempDir Path folder;

  private SiteCredentials with(String cookie) throws IOException {
    Path file = folder.resolve(cookie);
    Files.writeString(file, "127.0.0.1\tFALSE\t/\tFALSE\t0\tis\t" + cookie);
    return new SiteCredentials(
        Optional.of(new CookieFile(file, InstantSource.system())), Optional.empty());
  }

  @Test
  void each_owner_goes_as_he_is_known_and_those_of_one_access_share_a_fetcher() throws Exception {
    SiteCredentials ann = with("ann");
    SiteCredentials bob = with("bob");
    AtomicInteger made = new AtomicInteger();
    AddressPolicy loopback = AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1"));
    try (LoopbackSite site = LoopbackSite.start();
        OkHttpWebClient web = OkHttpWebClient.guardedBy(loopback);
        TenantMediaFetcher fetcher =
            new TenantMediaFetcher(
                tenant ->
                    switch (tenant.id()) {
                      case "ann", "anna" -> ann;
                      case "bob" -> bob;
                      default -> SiteCredentials.NONE;
                    },
                access -> {
                  made.incrementAndGet();
                  return new WebMediaFetcher(web.with(access), HttpFetchSettings.DEFAULT);
                })) {
      site.serve("/film.mp4", ByteSource.pattern(1_000)).type("video/mp4");

      for (String tenant : List.of("ann", "bob", "eve", "anna", "ann")) {
        FetchRequest request = FetchRequest.of(site.url("/film.mp4")).by(new TenantId(tenant));
        try (Media media = fetcher.open(request, StageMonitor.none())) {
          assertThat(media.inputs()).hasSize(1);
        }
      }

      assertThat(site.requests())
          .extracting(request -> request.header("Cookie").orElse("nobody"))
          .containsExactly("is=ann", "is=bob", "nobody", "is=ann", "is=ann");
      assertThat(made).hasValue(3);
    }
  }
}
