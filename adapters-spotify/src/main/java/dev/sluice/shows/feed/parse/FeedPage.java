package dev.sluice.shows.feed.parse;

import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Optional;

/**
 * One document of a feed.
 *
 * @param next where the items go on
 * @param movedTo the new address that the feed announces
 */
public record FeedPage(
    String title,
    Optional<String> author,
    Optional<SourceUrl> image,
    Optional<SourceUrl> next,
    Optional<SourceUrl> movedTo,
    List<FeedItem> items) {
  public FeedPage {
    items = List.copyOf(items);
  }

  /** About how many bytes it holds. */
  public long weight() {
    return items.stream().mapToLong(FeedItem::weight).sum();
  }
}
