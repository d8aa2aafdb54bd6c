package dev.sluice.shows.spotify;

import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * An episode as Spotify describes it.
 *
 * @param title may be blank: publishers leave it out at times
 * @param date the day of its release; empty where Spotify says only the month or the year
 * @param image the largest one
 */
public record SpotifyEpisode(
    String id,
    String title,
    Optional<String> description,
    Optional<LocalDate> date,
    Optional<Duration> duration,
    Optional<SourceUrl> image) {
  public SpotifyEpisode {
    Objects.requireNonNull(id);
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(date);
    Objects.requireNonNull(duration);
    Objects.requireNonNull(image);
  }

  /** An episode, and its show. */
  public record OfShow(SpotifyEpisode episode, SpotifyShow show) {
    public OfShow {
      Objects.requireNonNull(episode);
      Objects.requireNonNull(show);
    }
  }
}
