package dev.sluice.shows.spotify;

import dev.sluice.core.request.SourceUrl;
import java.time.Instant;

/** The titles of pages, which Spotify publishes without credentials. Thread-safe. */
@FunctionalInterface
public interface SpotifyTitles {
  /**
   * The title of a show or an episode, not blank.
   *
   * @param page {@link SpotifyLink#page}
   * @throws dev.sluice.core.failure.SluiceException SHOW_NOT_FOUND; SERVICE_LIMITED with how long
   *     to wait, SERVICE_REFUSED; SHOW_TIMEOUT at the deadline; those of category SOURCE
   */
  String title(SourceUrl page, Instant deadline);
}
