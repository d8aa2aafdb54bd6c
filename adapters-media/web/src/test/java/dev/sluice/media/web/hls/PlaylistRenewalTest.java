package dev.sluice.media.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentWindow;
import dev.sluice.media.web.testing.HlsSite;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaylistRenewalTest {
  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final HttpFiles files = new HttpFiles(web, HttpFetchSettings.DEFAULT);
  private final FetchScope scope = new FetchScope(StageMonitor.none());
  private final URI uri = site.site().uri("/a");

  private List<Segment> first;
  private PlaylistRenewal renewal;

  @BeforeEach
  void read() {
    serve("one", 3);
    SegmentWindow playlist = PlaylistParser.media(files.readManifest(uri, scope));
    first = playlist.segments();
    renewal = new PlaylistRenewal(uri, playlist, files, scope);
    for (int i = 0; i < first.size(); i++) {
      renewal.taken(first.get(i), i);
    }
  }

  @AfterEach
  void close() {
    scope.close();
    web.close();
    site.close();
  }

  private void serve(String folder, int segments) {
    String init = "#EXT-X-MAP:URI=\"/%s/head\"\n".formatted(folder);
    site.playlist("/a", HlsSite.ended(init + HlsSite.lines("/" + folder, segments, 1)));
  }

  private Segment renewed(Segment expired, String path) {
    Segment fresh = renewal.of(expired).orElseThrow();
    assertThat(fresh.uri()).hasPath(path);
    return fresh;
  }

  @Test
  void links_of_every_age_lead_to_the_newest() {
    serve("two", 3);
    Segment second = renewed(first.get(0), "/two/0");
    serve("three", 3);

    renewed(second, "/three/0");

    renewed(first.get(1), "/three/1");
    renewed(second, "/three/0");
    renewed(first.get(2).init().orElseThrow(), "/three/head");
    assertThat(site.site().requests("/a")).as("once at first, and once each time").hasSize(3);
  }

  @Test
  void what_is_the_same_or_another_film_leads_nowhere() {
    assertThat(renewal.of(first.get(0))).as("the same links").isEmpty();
    serve("two", 2);
    assertThat(renewal.of(first.get(0))).as("fewer segments").isEmpty();
    site.playlist("/a", "").status(403);
    assertThat(renewal.of(first.get(0))).as("no playlist").isEmpty();
  }
}
