package dev.sluice.shows.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.ShowEpisode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the matcher finds, and what it takes wrongly, in lists whose truth is known. */
class EpisodeMatcherTruthTest {
  @Test
  void lists_that_agree_are_found_whole() {
    Figures figures = Figures.of(TruthSet.all(1, Noise.NONE));

    assertThat(figures.wrong).isEmpty();
    assertThat(figures.share()).as(figures.toString()).isGreaterThanOrEqualTo(0.999);
  }

  @Test
  void of_lists_as_they_are_found_none_is_wrong_and_hardly_one_is_missed() {
    Figures all = ofTwentySeeds(Noise.AS_FOUND);
    assertThat(all.episodes).isGreaterThanOrEqualTo(20_000);
    System.out.println("as found: " + all.figures());
    assertThat(all.wrong).isEmpty();
    assertThat(all.share()).as(all.toString()).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void of_lists_that_have_drifted_far_apart_none_is_wrong() {
    Figures all = ofTwentySeeds(Noise.HARSH);
    System.out.println("harsh: " + all.figures());
    assertThat(all.wrong).isEmpty();
    assertThat(all.share()).as(all.toString()).isGreaterThanOrEqualTo(0.85);
  }

  @Test
  void an_episode_whose_item_is_gone_never_gets_a_neighbour() {
    for (Noise noise : List.of(Noise.NONE, Noise.AS_FOUND, Noise.HARSH)) {
      long removed =
          TruthSet.all(1, noise).stream()
              .flatMap(show -> show.listed().stream().map(episode -> removed(show, episode)))
              .flatMap(Optional::stream)
              .parallel()
              .peek(show -> assertThat(Figures.of(List.of(show)).wrong).isEmpty())
              .mapToLong(show -> 1)
              .sum();
      assertThat(removed).isGreaterThan(800);
      System.out.println("removed in turn: " + removed + ", 0 wrong");
    }
  }

  /** Returns the show without the item of this episode; empty if it has none. */
  private static Optional<TruthSet> removed(TruthSet show, ShowEpisode episode) {
    return Optional.of(show.right(episode))
        .filter(items -> !items.isEmpty())
        .map(items -> show.without(items));
  }

  private static Figures ofTwentySeeds(Noise noise) {
    Figures all = new Figures();
    LongStream.rangeClosed(1, 20)
        .parallel()
        .mapToObj(seed -> Figures.of(TruthSet.all(seed, noise)))
        .toList()
        .forEach(all::add);
    return all;
  }

  /** How many episodes there were, had an item, and got it. */
  private static final class Figures {
    private int episodes;
    private int there;
    private int found;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    static Figures of(List<TruthSet> shows) {
      Figures figures = new Figures();
      shows.forEach(figures::count);
      return figures;
    }

    private void count(TruthSet show) {
      List<Match> matches = show.matched();
      for (int at = 0; at < matches.size(); at++) {
        ShowEpisode episode = show.listed().get(at);
        Match match = matches.get(at);
        episodes++;
        there += show.right(episode).isEmpty() ? 0 : 1;
        if (match.isFound()) {
          ShowEpisode item = match.item().orElseThrow();
          if (show.right(episode).contains(Episodes.name(item))) {
            found++;
          } else {
            wrong.add(
                "%s: %s <- %s, right %s"
                    .formatted(
                        show.habit(),
                        TruthSet.said(episode),
                        TruthSet.said(item),
                        show.rightItems(episode)));
          }
        } else if (!show.right(episode).isEmpty()) {
          missed.add(
              "%s %s: %s <> %s"
                  .formatted(
                      show.habit(),
                      match.outcome(),
                      TruthSet.said(episode),
                      show.rightItems(episode)));
        }
      }
    }

    void add(Figures more) {
      episodes += more.episodes;
      there += more.there;
      found += more.found;
      wrong.addAll(more.wrong);
      missed.addAll(more.missed);
    }

    double share() {
      return (double) found / there;
    }

    String figures() {
      return String.format(
          Locale.ROOT,
          "%d listed, %d in the feed, %d found (%.2f %%), %d wrong",
          episodes,
          there,
          found,
          100 * share(),
          wrong.size());
    }

    @Override
    public String toString() {
      return figures() + "; missed " + missed.subList(0, Math.min(80, missed.size()));
    }
  }
}
