package dev.sluice.core.port.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.GeneratedFeed.Dates;
import dev.sluice.core.port.show.GeneratedFeed.Guids;
import dev.sluice.core.port.show.GeneratedFeed.Item;
import dev.sluice.core.port.show.GeneratedFeed.Titles;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for identities in every feed, tried on many. */
class EpisodeIdentitiesPropertiesTest {
  private static final int FEEDS = Integer.getInteger("sluice.generated.feeds", 5_000);

  private final List<String> moved = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private int found;
  private int missed;
  private int gone;

  @Test
  void an_identity_is_lost_at_times_and_never_moves_to_another_episode() {
    for (int seed = 0; seed < FEEDS; seed++) {
      GeneratedFeed feed = new GeneratedFeed(new Random(seed));
      Map<ShowEpisode, Integer> before = reading(feed.read(), seed);
      for (int change = 0; change < 2; change++) {
        feed.change();
        compare(before, reading(feed.read(), seed), feed, seed);
      }
    }
    System.getLogger(getClass().getName())
        .log(
            System.Logger.Level.INFO,
            "{0} feeds: {1} identities found, {2} not found though there, {3} gone",
            FEEDS,
            found,
            missed,
            gone);
    assertThat(moved).isEmpty();
    assertThat(lost).as("lost although nothing was in doubt").isEmpty();
    assertThat(found).isGreaterThan(missed);
  }

  private void compare(
      Map<ShowEpisode, Integer> before,
      Map<ShowEpisode, Integer> after,
      GeneratedFeed feed,
      int seed) {
    EpisodeIdentities then = EpisodeIdentities.of(List.copyOf(before.keySet()));
    EpisodeIdentities now = EpisodeIdentities.of(List.copyOf(after.keySet()));
    before.forEach(
        (episode, number) -> {
          Optional<ShowEpisode> match = now.find(then.identityOf(episode));
          boolean isThere = after.containsValue(number);
          if (match.isPresent()) {
            found++;
            if (!number.equals(after.get(match.get()))) {
              moved.add(seed + ": " + feed + "\n  " + episode + "\n  " + match.get());
            }
          } else if (isThere) {
            missed++;
            // One that is listed twice without media may be two.
            if (isClear(feed) && !episode.enclosures().isEmpty()) {
              lost.add(seed + ": " + feed + "\n  " + episode);
            }
          } else {
            gone++;
          }
        });
  }

  /** Returns whether the feed leaves no doubt: an own guid, title or link, and date for each. */
  private static boolean isClear(GeneratedFeed feed) {
    boolean hasTexts = feed.titles == Titles.OWN && feed.dates == Dates.OWN;
    return hasTexts
        && (feed.isRenamed()
            ? feed.guids == Guids.OWN && feed.hasSteadyLinks()
            : feed.guids != Guids.BY_POSITION);
  }

  private static Map<ShowEpisode, Integer> reading(List<Item> items, int seed) {
    Map<ShowEpisode, Integer> numbers = new IdentityHashMap<>();
    items.forEach(item -> numbers.put(item.episode(), item.number()));
    Map<ShowEpisode, Integer> reading = new IdentityHashMap<>();
    EpisodeIdentities.distinct(items.stream().map(Item::episode).toList())
        .forEach(episode -> reading.put(episode, numbers.get(episode)));
    assertThat(reading.values())
        .as("no media of feed %s is taken for a repetition of another", seed)
        .containsAll(
            items.stream()
                .filter(item -> !item.episode().enclosures().isEmpty())
                .map(Item::number)
                .toList());
    return reading;
  }
}
