package dev.sluice.shows.feed;

import dev.sluice.core.port.show.Show;
import dev.sluice.core.request.SourceUrl;
import java.time.Instant;

/** Reads feeds. Thread-safe. */
@FunctionalInterface
public interface FeedSource {
  /**
   * Returns the show as its feed describes it, with all of its items, or fails: never a part.
   *
   * @param deadline when to give up
   * @throws dev.sluice.core.failure.SluiceException FEED_INVALID, FEED_TOO_LARGE; SHOW_NOT_FOUND,
   *     SHOW_GONE; SHOW_EMPTY if no item has media; SHOW_TIMEOUT at the deadline; those of category
   *     SOURCE
   */
  Show read(SourceUrl feed, Instant deadline);
}
