package dev.sluice.shows.feed.parse;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.FeedLinks;
import dev.sluice.shows.feed.text.HtmlText;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web page where a feed was expected. Many name the feed that was probably meant. */
public final class WebPage {
  /** How much of a page is looked at. */
  public static final int HEAD = 1 << 16;

  private static final Pattern LINK =
      Pattern.compile("<link\\b[^<>]{0,2000}>", Pattern.CASE_INSENSITIVE);

  private static final Pattern ADDRESS =
      Pattern.compile("\\bhref\\s*=\\s*[\"']([^\"']+)[\"']", Pattern.CASE_INSENSITIVE);

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

  // An address with a query is not shown: it may be somebody's own.
  private static Optional<SourceUrl> feed(URI at, String head) {
    Matcher links = LINK.matcher(head);
    while (links.find()) {
      String link = links.group().toLowerCase(Locale.ROOT);
      Matcher address = ADDRESS.matcher(links.group());
      boolean isFeed =
          link.contains("application/rss+xml") || link.contains("application/atom+xml");
      if (isFeed && address.find()) {
        return FeedLinks.resolved(at, HtmlText.line(address.group(1)))
            .filter(url -> url.uri().getRawQuery() == null && url.uri().getRawUserInfo() == null);
      }
    }
    return Optional.empty();
  }
}
