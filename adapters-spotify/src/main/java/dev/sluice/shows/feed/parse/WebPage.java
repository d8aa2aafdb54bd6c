package dev.sluice.shows.feed.parse;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.FeedLinks;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;

/** A web page where a feed was expected. Many name the feed that was probably meant. */
public final class WebPage {
  /** How many bytes of a page are read. */
  public static final int HEAD = 1 << 16;

  private static final String FEED_LINKS =
      "link[href][type=application/rss+xml], link[href][type=application/atom+xml]";

  private WebPage() {}

  public static boolean begins(String text) {
    String lower = text.substring(0, Math.min(20, text.length())).toLowerCase(Locale.ROOT);
    return lower.startsWith("<!doctype html") || lower.startsWith("<html");
  }

  public static SluiceException failure(URI at, String head) {
    return FeedFailures.noFeed(
        at,
        "A web page",
        feed(at, head)
            .map(feed -> "the page names this feed: " + feed)
            .orElse(
                "give the address of the feed itself (RSS or Atom), which the page may link to"));
  }

  // An address with a query is not shown: it may contain a secret.
  private static Optional<SourceUrl> feed(URI at, String head) {
    return Optional.ofNullable(Jsoup.parse(head).selectFirst(FEED_LINKS))
        .flatMap(link -> FeedLinks.resolved(at, link.attr("href")))
        .filter(url -> url.uri().getRawQuery() == null && url.uri().getRawUserInfo() == null);
  }
}
