package dev.sluice.shows.directory;

import dev.sluice.core.request.SourceUrl;
import java.util.Optional;

/** The operator's map from shows to their feeds. Thread-safe. */
@FunctionalInterface
public interface FeedMap {
  /**
   * Returns the feed of a show.
   *
   * @param page the show's page in its shortest spelling, without a query: for Spotify {@link
   *     dev.sluice.shows.spotify.SpotifyLink#page}
   */
  Optional<SourceUrl> feedOf(SourceUrl page);

  /** Knows no show. */
  static FeedMap empty() {
    return page -> Optional.empty();
  }
}
