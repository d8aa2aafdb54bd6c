package dev.sluice.shows.match;

import dev.sluice.core.port.show.ShowEpisode;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of matching one listed episode.
 *
 * @param item there exactly if the outcome is {@code FOUND}
 */
public record Match(Outcome outcome, Optional<ShowEpisode> item) {
  /** The outcome: found, or the reason why not. */
  public enum Outcome {
    FOUND,
    /** No item fits. */
    MISSING,
    /** Several items fit, or one item fits several episodes, and nothing shows which is right. */
    TIED
  }

  static final Match MISSING = new Match(Outcome.MISSING, Optional.empty());
  static final Match TIED = new Match(Outcome.TIED, Optional.empty());

  public Match {
    Objects.requireNonNull(outcome);
    if ((outcome == Outcome.FOUND) != item.isPresent()) {
      throw new IllegalArgumentException("an item is there if one was found");
    }
  }

  static Match found(ShowEpisode item) {
    return new Match(Outcome.FOUND, Optional.of(item));
  }

  public boolean isFound() {
    return outcome == Outcome.FOUND;
  }
}
