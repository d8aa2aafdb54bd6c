package dev.sluice.shows.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.contract.ShowExpanderContract;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedShowExpanderTest extends ShowExpanderContract {
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");

  private final FeedShowExpander expander =
      new FeedShowExpander(
          new FeedClient(new PlainWebClient(), InstantSource.fixed(Instant.EPOCH)));
  private FeedSite site;

  @BeforeEach
  void open() {
    site = FeedSite.start();
    site.serve("/show.rss", FeedText.rss("Show").items(3, "https://media.example/show"));
    site.serve("/more", FeedText.rss("More").items(5, "https://media.example/more"));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Override
  protected ShowExpander expander() {
    return expander;
  }

  @Override
  protected List<String> known() {
    return List.of(
        "https://show.example/podcast.xml",
        "https://show.example/PODCAST.XML?page=1",
        "https://show.example/show.rss",
        "https://show.example/show.atom",
        "https://show.example/feed",
        "https://show.example/feed/",
        "https://show.example/category/podcast/RSS",
        "https://feeds.example/show",
        "https://Feed.example/show?format=1",
        "https://rss.example/",
        "https://show.example/feed/podcast/",
        "https://show.example/feed/podcast/talks",
        "https://show.example/rss/talks",
        "https://show.example/rss.php?id=7",
        "feed://show.example/talks",
        "pcast://show.example/talks",
        "itpc://show.example/talks",
        "feed:https://show.example/talks");
  }

  @Override
  protected List<String> unknown() {
    return List.of(
        "https://show.example/feeds",
        "https://show.example/feedback",
        "https://show.example/?feed=rss",
        "https://show.example/rss.mp3",
        "https://show.example/rss/1.mp3",
        "https://video.example/feed/subscriptions",
        "https://feedsandmore.example/show",
        "https://feeds.example/show/1.mp3",
        "https://feeds.example/show/1.MP4?token=1",
        "https://show.example/xml");
  }

  @Override
  protected Optional<String> expandable() {
    return Optional.of(site.url("/show.rss").text());
  }

  @Test
  void a_feed_that_is_named_is_read_whatever_the_url_is() {
    SourceUrl page = SourceUrl.parse("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk");
    ShowQuery query = new ShowQuery(page, Optional.of(site.url("/more")));

    assertThat(expander.recognises(query)).isTrue();
    assertThat(expander.expand(query, DEADLINE).title()).isEqualTo("More");
  }
}
