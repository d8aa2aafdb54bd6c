package dev.sluice.core.engine.show;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.ShowOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers a show's episodes, names their files, and takes those that are asked for. Pure: the same
 * show gives an episode the same number and name, whichever others are taken with it.
 */
final class EpisodeSelection {
  /**
   * An episode that is wanted.
   *
   * @param number its place in the show, the oldest being 1
   * @param name its file's, without an extension
   */
  record Wanted(ShowEpisode episode, int number, FileName name) {}

  /**
   * An episode in its place.
   *
   * @param when its date, or that of its neighbour in the list where it has none
   */
  private record Numbered(ShowEpisode episode, int number, Instant when) {}

  /** Of an episode that was asked for alone: its place in the show is not known. */
  private static final int NO_NUMBER = 0;

  private EpisodeSelection() {}

  /**
   * @param filename what the caller wants its files to be called: each gets its number behind it
   * @throws SluiceException SHOW_EMPTY, if none is left
   */
  static List<Wanted> of(Show show, ShowOptions options, Optional<FileName> filename) {
    if (show.episodes().isEmpty()) {
      throw new SluiceException(
          FailureCode.SHOW_EMPTY, "The show \"%s\" has no episode".formatted(show.title()));
    }
    if (show.kind() == Show.Kind.EPISODE) {
      return List.of(alone(show, filename));
    }
    List<Numbered> oldestFirst = numbered(show.episodes());
    Names names = new Names(show, filename);
    List<Numbered> taken = new ArrayList<>(oldestFirst);
    if (options.order() == ShowOptions.Order.NEWEST_FIRST) {
      Collections.reverse(taken);
    }
    List<Wanted> wanted =
        taken.stream()
            .filter(one -> options.since().map(since -> !one.when().isBefore(since)).orElse(true))
            .filter(one -> options.until().map(until -> !one.when().isAfter(until)).orElse(true))
            .limit(options.limit().orElse(Integer.MAX_VALUE))
            .map(one -> new Wanted(one.episode(), one.number(), names.of(one)))
            .toList();
    if (wanted.isEmpty()) {
      throw none(show, oldestFirst);
    }
    return wanted;
  }

  private static Wanted alone(Show show, Optional<FileName> filename) {
    ShowEpisode episode = show.episodes().get(0);
    FileName name =
        filename
            .or(() -> FileName.derived(episode.title()))
            .or(() -> FileName.derived(show.title()))
            .orElseGet(() -> FileName.chosen("episode"));
    return new Wanted(episode, NO_NUMBER, name);
  }

  private static SluiceException none(Show show, List<Numbered> oldestFirst) {
    return new SluiceException(
        FailureCode.SHOW_EMPTY,
        "No episode of \"%s\" lies between since and until; it has %d, from %s to %s"
            .formatted(
                show.title(),
                oldestFirst.size(),
                oldestFirst.get(0).when(),
                oldestFirst.get(oldestFirst.size() - 1).when()));
  }

  // Sources list the newest first, so of two with one date the later in the list is the older.
  private static List<Numbered> numbered(List<ShowEpisode> episodes) {
    List<Numbered> placed = new ArrayList<>();
    Instant neighbour =
        episodes.stream()
            .flatMap(episode -> episode.publishedAt().stream())
            .findFirst()
            .orElse(Instant.EPOCH);
    for (ShowEpisode episode : episodes) {
      neighbour = episode.publishedAt().orElse(neighbour);
      placed.add(new Numbered(episode, 0, neighbour));
    }
    Collections.reverse(placed);
    placed.sort(Comparator.comparing(Numbered::when));
    List<Numbered> numbered = new ArrayList<>();
    for (Numbered one : placed) {
      numbered.add(new Numbered(one.episode(), numbered.size() + 1, one.when()));
    }
    return numbered;
  }

  /** The names of a show's files. */
  private static final class Names {
    private final Show show;
    private final Optional<FileName> chosen;
    private final Map<String, Integer> uses = new HashMap<>();

    Names(Show show, Optional<FileName> chosen) {
      this.show = show;
      this.chosen = chosen;
      for (ShowEpisode episode : show.episodes()) {
        FileName.derived(episode.title()).ifPresent(name -> uses.merge(key(name), 1, Integer::sum));
      }
    }

    FileName of(Numbered one) {
      if (chosen.isPresent()) {
        return FileName.numbered(chosen.get().value(), one.number());
      }
      return FileName.derived(one.episode().title())
          .map(name -> isAlone(name) ? name : FileName.numbered(name.value(), one.number()))
          .orElseGet(() -> FileName.numbered(show.title(), one.number()));
    }

    private boolean isAlone(FileName name) {
      return uses.get(key(name)) == 1;
    }

    // Some file systems take two spellings of a name for one.
    private static String key(FileName name) {
      return name.value().toLowerCase(Locale.ROOT);
    }
  }
}
