package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A show with all of its episodes.
 *
 * @param author who makes it
 * @param episodes in the order of the source; no two have the same identity
 */
public record Show(
    Kind kind,
    String title,
    Optional<String> author,
    Optional<SourceUrl> image,
    List<ShowEpisode> episodes) {
  /** What the URL meant. */
  public enum Kind {
    /** A podcast: its episodes become a batch. */
    SHOW,
    /** A playlist or channel of a site: its videos become a batch. */
    PLAYLIST,
    /** One episode of a show, which makes one job: the list holds it alone. */
    EPISODE
  }

  public Show {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(title);
    Objects.requireNonNull(author);
    Objects.requireNonNull(image);
    episodes = List.copyOf(episodes);
    if (kind == Kind.EPISODE && episodes.size() != 1) {
      throw new IllegalArgumentException("one episode is not " + episodes.size());
    }
  }

  /** A podcast of which nothing but its title and its episodes is known. */
  public static Show of(String title, List<ShowEpisode> episodes) {
    return new Show(Kind.SHOW, title, Optional.empty(), Optional.empty(), episodes);
  }
}
