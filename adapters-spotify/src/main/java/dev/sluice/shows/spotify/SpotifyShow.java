package dev.sluice.shows.spotify;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;

/**
 * A show as Spotify describes it.
 *
 * @param title not blank
 * @param publisher who makes it
 * @param image the largest one
 */
public record SpotifyShow(
    String id, String title, Optional<String> publisher, Optional<SourceUrl> image) {
  public SpotifyShow {
    Objects.requireNonNull(id);
    Objects.requireNonNull(title);
    Objects.requireNonNull(publisher);
    Objects.requireNonNull(image);
  }
}
