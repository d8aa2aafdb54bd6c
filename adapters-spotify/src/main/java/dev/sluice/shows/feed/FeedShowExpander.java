package dev.sluice.shows.feed;

import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.MediaTypes;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Expands feeds: a query that names a feed, and a URL that looks like one. It accepts every query
 * that names a feed, so it must be the last expander. Thread-safe.
 */
public final class FeedShowExpander implements ShowExpander {
  private static final Pattern HOST = Pattern.compile("(feeds?|rss)\\..*");

  private static final Pattern PATH =
      Pattern.compile(
          ".*(\\.(rss|atom|xml)|/(feed|rss)|/(rss|feed)\\.php|/rss/[^/]+"
              + "|/feed/(podcast|rss2?|rdf|atom|mp3|m4a|audio|video)(/[^/]+)?)/?");

  private final FeedSource feeds;

  public FeedShowExpander(FeedSource feeds) {
    this.feeds = Objects.requireNonNull(feeds);
  }

  @Override
  public boolean recognises(ShowQuery query) {
    return query.feed().isPresent() || looksLikeFeed(query.url());
  }

  @Override
  public Show expand(ShowQuery query, Instant deadline) {
    return feeds.read(query.feed().orElse(query.url()), deadline);
  }

  // Hosts of feeds send the media as well, under names that say so.
  private static boolean looksLikeFeed(SourceUrl url) {
    String path = url.uri().getRawPath() == null ? "" : url.uri().getRawPath();
    if (url.isFeedLink()) {
      return true;
    }
    if (PATH.matcher(path.toLowerCase(Locale.ROOT)).matches() && !MediaTypes.hasMediaName(url)) {
      return true;
    }
    return HOST.matcher(url.host()).matches() && !MediaTypes.hasMediaName(url);
  }
}
