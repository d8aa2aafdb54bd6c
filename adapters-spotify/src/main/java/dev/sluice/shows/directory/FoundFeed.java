package dev.sluice.shows.directory;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;

/**
 * A feed as a directory names it.
 *
 * @param title the show's title in that directory; may differ from the feed's own
 */
public record FoundFeed(SourceUrl feed, String title) {
  public FoundFeed {
    Objects.requireNonNull(feed);
    Objects.requireNonNull(title);
  }
}
