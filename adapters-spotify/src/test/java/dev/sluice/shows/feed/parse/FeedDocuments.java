package dev.sluice.shows.feed.parse;

import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FeedText;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;

/** Reads documents without a site. */
public final class FeedDocuments {
  static final URI BASE = URI.create("https://feeds.example/shows/one.xml");
  static final String FILE = "https://media.example/1.mp3";

  private FeedDocuments() {}

  public static FeedPage page(String document) {
    FeedBudget budget =
        new FeedBudget(
            SourceUrl.parse(BASE.toString()),
            InstantSource.fixed(Instant.EPOCH),
            Instant.EPOCH.plusSeconds(9),
            HeapBudget.OF_PROCESS.open());
    return FeedReader.read(new HealingReader(new StringReader(document), BASE), BASE, budget);
  }

  /** The only episode of an RSS feed whose item is this. */
  static ShowEpisode episode(String xml) {
    return episode(FeedText.rss("Show").item(xml));
  }

  static ShowEpisode episode(FeedText feed) {
    FeedPage page = page(feed.document());
    if (page.items().size() != 1) {
      throw new AssertionError("not one item but " + page.items());
    }
    return page.items().get(0).episode();
  }
}
