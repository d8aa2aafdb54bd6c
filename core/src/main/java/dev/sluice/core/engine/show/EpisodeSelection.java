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
 * Numbers the episodes of a show, names their files, and selects those that are asked for. Pure: an
 * episode of a show gets the same number and name whatever else is selected.
 */
final class EpisodeSelection {
  /**
   * A selected episode.
   *
   * @param number its position in the show; the oldest is 1
   * @param name the file name without an extension
   */
  record Selected(ShowEpisode episode, int number, FileName name) {}

  /**
   * A numbered episode.
   *
   * @param when its date, or the date of its neighbour in the list if it has none
   */
  private record Numbered(ShowEpisode episode, int number, Instant when) {}

  /** The number of a single requested episode, whose position in the show is unknown. */
  private static final int NO_NUMBER = 0;

  private EpisodeSelection() {}

  /**
   * @param filename the base of the file names; each gets its number appended
   * @throws SluiceException SHOW_EMPTY if none is selected
   */
  static List<Selected> of(Show show, ShowOptions options, Optional<FileName> filename) {
    if (show.episodes().isEmpty()) {
      throw new SluiceException(
          FailureCode.SHOW_EMPTY, "The show \"%s\" has no episode".formatted(show.title()));
    }
    if (show.kind() == Show.Kind.EPISODE) {
      return List.of(single(show, filename));
    }
    List<Numbered> oldestFirst = numbered(show.episodes());
    Names names = new Names(show, filename);
    List<Numbered> ordered = new ArrayList<>(oldestFirst);
    if (options.order() == ShowOptions.Order.NEWEST_FIRST) {
      Collections.reverse(ordered);
    }
    List<Selected> selected =
        ordered.stream()
            .filter(one -> options.since().map(since -> !one.when().isBefore(since)).orElse(true))
            .filter(one -> options.until().map(until -> !one.when().isAfter(until)).orElse(true))
            .limit(options.limit().orElse(Integer.MAX_VALUE))
            .map(one -> new Selected(one.episode(), one.number(), names.of(one)))
            .toList();
    if (selected.isEmpty()) {
      throw none(show, oldestFirst);
    }
    return selected;
  }

  private static Selected single(Show show, Optional<FileName> filename) {
    ShowEpisode episode = show.episodes().get(0);
    FileName name =
        filename
            .or(() -> FileName.derived(episode.title()))
            .or(() -> FileName.derived(show.title()))
            .orElseGet(() -> FileName.chosen("episode"));
    return new Selected(episode, NO_NUMBER, name);
  }

  private static SluiceException none(Show show, List<Numbered> oldestFirst) {
    return new SluiceException(
        FailureCode.SHOW_EMPTY,
        String.format(
            Locale.ROOT,
            "No episode of \"%s\" lies between since and until; it has %d, from %s to %s",
            show.title(),
            oldestFirst.size(),
            oldestFirst.get(0).when(),
            oldestFirst.get(oldestFirst.size() - 1).when()));
  }

  // Sources list the newest first, so the later of two with equal dates is the older.
  private static List<Numbered> numbered(List<ShowEpisode> episodes) {
    List<Numbered> dated = new ArrayList<>();
    Instant neighbour =
        episodes.stream()
            .flatMap(episode -> episode.publishedAt().stream())
            .findFirst()
            .orElse(Instant.EPOCH);
    for (ShowEpisode episode : episodes) {
      neighbour = episode.publishedAt().orElse(neighbour);
      dated.add(new Numbered(episode, 0, neighbour));
    }
    Collections.reverse(dated);
    dated.sort(Comparator.comparing(Numbered::when));
    List<Numbered> numbered = new ArrayList<>();
    for (Numbered one : dated) {
      numbered.add(new Numbered(one.episode(), numbered.size() + 1, one.when()));
    }
    return numbered;
  }

  /** The file names of a show. */
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
          .map(name -> isUnique(name) ? name : FileName.numbered(name.value(), one.number()))
          .orElseGet(() -> FileName.numbered(show.title(), one.number()));
    }

    private boolean isUnique(FileName name) {
      return uses.getOrDefault(key(name), 0) == 1;
    }

    // Some file systems ignore case.
    private static String key(FileName name) {
      return name.value().toLowerCase(Locale.ROOT);
    }
  }
}
