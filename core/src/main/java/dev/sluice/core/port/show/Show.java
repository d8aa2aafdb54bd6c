package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A show with all of its episodes.
 *
 * @param author the maker of the show
 * @param episodes in the source's order, none twice
 */
public record Show(
    Kind kind,
    String title,
    Optional<String> author,
    Optional<SourceUrl> image,
    List<ShowEpisode> episodes) {
  /** The kind of thing that a URL names. */
  public enum Kind {
    /** A podcast: its episodes become a batch. */
    SHOW,
    /** A playlist or channel of a site: its videos become a batch. */
    PLAYLIST,
    /** One episode of a show, which becomes one job: the list contains only this episode. */
    EPISODE
  }

  public Show {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(title);
    Objects.requireNonNull(author);
    Objects.requireNonNull(image);
    episodes = List.copyOf(episodes);
    if (kind == Kind.EPISODE && episodes.size() != 1) {
      throw new IllegalArgumentException(
          "a show of kind EPISODE must have one episode, not " + episodes.size());
    }
  }

  /** Returns a podcast with a title and episodes only. */
  public static Show of(String title, List<ShowEpisode> episodes) {
    return new Show(Kind.SHOW, title, Optional.empty(), Optional.empty(), episodes);
  }
}
