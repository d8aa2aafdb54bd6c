package dev.sluice.shows.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.web.WebClient;
import dev.sluice.testkit.fake.PlainWebClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedSiteTest {
  private static final FeedText SHOW = FeedText.rss("Tom & co").items(2, "https://media.example");

  private final PlainWebClient web = new PlainWebClient();

  @Test
  void a_feed_is_sent_as_it_was_made() throws Exception {
    try (FeedSite site = FeedSite.start()) {
      site.serve("/show", SHOW);

      try (WebClient.Response answer = get(site, "/show", Map.of())) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("application/rss+xml; charset=utf-8");
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss ")
            .contains("<title>Tom &amp; co</title>", "episode-2", "https://media.example/1.mp3")
            .endsWith("</rss>\n");
      }
    }
  }

  @Test
  void a_version_that_the_client_has_is_not_sent_again() {
    try (FeedSite site = FeedSite.start()) {
      site.serve("/show", SHOW).etag("\"v1\"").header("Last-Modified", "yesterday");

      assertThat(status(site, "/show", Map.of("If-None-Match", "\"v1\""))).isEqualTo(304);
      assertThat(status(site, "/show", Map.of("If-None-Match", "\"v0\""))).isEqualTo(200);
      assertThat(status(site, "/show", Map.of("If-Modified-Since", "yesterday"))).isEqualTo(304);
      assertThat(status(site, "/show", Map.of("If-Modified-Since", "today"))).isEqualTo(200);
      assertThat(
              status(
                  site,
                  "/show",
                  Map.of("If-None-Match", "\"v0\"", "If-Modified-Since", "yesterday")))
          .isEqualTo(200);
    }
  }

  @Test
  void strangers_are_refused_where_names_matter() {
    try (FeedSite site = FeedSite.start()) {
      site.serve("/show", SHOW).onlyFor("Friend", 403);

      assertThat(status(site, "/show", Map.of())).isEqualTo(403);
      assertThat(status(site, "/show", Map.of("User-Agent", "A Friend/1"))).isEqualTo(200);
    }
  }

  @Test
  void a_chain_has_as_many_hops_as_it_says() {
    try (FeedSite site = FeedSite.start()) {
      site.hops("/old", 8, "/show");
      site.serve("/show", SHOW);

      try (WebClient.Response answer = get(site, "/old", Map.of())) {
        assertThat(answer.uri()).isEqualTo(site.site().uri("/show"));
      }
      assertThat(site.site().requests()).hasSize(9);
    }
  }

  private int status(FeedSite site, String path, Map<String, String> headers) {
    try (WebClient.Response answer = get(site, path, headers)) {
      return answer.status();
    }
  }

  private WebClient.Response get(FeedSite site, String path, Map<String, String> headers) {
    return web.send(WebClient.Request.get(site.site().uri(path), headers, Duration.ofSeconds(10)));
  }
}
