package dev.sluice.shows.spotify;

import java.time.Instant;
import java.util.List;

/**
 * Spotify's catalog for an application with credentials: names, dates and durations, never media
 * and never a feed. Thread-safe.
 *
 * <p>Each call fails with a {@code SluiceException}: SHOW_NOT_FOUND (also for what is not offered
 * in the operator's market); SERVICE_LIMITED with how long to wait, SERVICE_REFUSED; SHOW_TIMEOUT
 * at the deadline; those of category SOURCE.
 */
public interface SpotifyCatalog {
  /**
   * @param id of a show
   */
  SpotifyShow show(String id, Instant deadline);

  /**
   * All episodes of a show in Spotify's order, none twice; the list may be empty.
   *
   * @param id of a show
   */
  List<SpotifyEpisode> episodes(String id, Instant deadline);

  /**
   * One episode, and the show that it is of.
   *
   * @param id of an episode
   */
  SpotifyEpisode.OfShow episode(String id, Instant deadline);
}
