package dev.sluice.shows.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.shows.match.Match.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodeMatcherTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The storm                 | The Storm",
        "It’s “over”…              | It's over",
        "Q &amp; A                 | Q and A",
        "#12 – The storm           | The storm",
        "Folge 7: Der Sturm        | 7. Der Sturm",
        "T2: Episodio 3. La isla   | La isla",
        "S2 E3: The storm          | Ep. 13 - The storm",
        "The Show: The storm       | The storm",
        "New episode: The storm    | The storm",
        "The long storm at sea     | The long storm at sea (with Robin Vale)",
        "The long stomr at sea     | The long storm at sea",
        "第28回 と夜                | #28 と夜",
      })
  void what_is_spelt_in_two_ways_on_one_day_is_one_episode(String listed, String item) {
    assertThat(outcome(Episodes.of(listed, "2024-03-12", 30), Episodes.of(item, "2024-03-13", 31)))
        .isEqualTo(Outcome.FOUND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Part 1: The storm         | Part 2: The storm",
        "Morning news, 12 March    | Morning news, 13 March",
        "Episode 12                | Episode 13",
        "Trailer: The storm        | The storm",
        "Interview with Ann        | Interview with Bob",
        "The storm                 | The calm",
      })
  void what_only_looks_alike_is_not(String listed, String item) {
    assertThat(outcome(Episodes.of(listed, "2024-03-12", 30), Episodes.of(item, "2024-03-13", 28)))
        .isNotEqualTo(Outcome.FOUND);
  }

  @Test
  void a_duration_that_cannot_be_the_same_recordings_forbids_an_equal_title() {
    ShowEpisode listed = Episodes.of("The storm", "2024-03-12", 30);

    assertThat(outcome(listed, Episodes.of("The storm", "2024-03-12", 31.5)))
        .isEqualTo(Outcome.FOUND);
    assertThat(outcome(listed, Episodes.of("The storm", "2024-03-12", 0))).isEqualTo(Outcome.FOUND);
    assertThat(outcome(listed, Episodes.of("The storm", "2024-03-12", 60)))
        .isEqualTo(Outcome.MISSING);
  }

  @Test
  void a_duration_alone_makes_no_pair() {
    assertThat(outcome(Episodes.of("The storm", "", 31), Episodes.of("The calm", "", 31)))
        .isEqualTo(Outcome.MISSING);
  }

  @Test
  void of_two_that_fit_equally_none_is_taken() {
    ShowEpisode listed = Episodes.of("The storm", "2024-03-12", 30);
    List<ShowEpisode> items =
        List.of(
            Episodes.of("The storm", "2024-03-12", 30.1),
            Episodes.of("The storm", "2024-03-13", 30));

    assertThat(EpisodeMatcher.match(List.of(listed), items, Set.of()))
        .extracting(Match::outcome)
        .containsExactly(Outcome.TIED);
  }

  @Test
  void the_order_of_the_lists_means_nothing() {
    Random random = new Random(5);
    for (TruthSet show : TruthSet.all(3, Noise.HARSH)) {
      Map<String, Optional<ShowEpisode>> before = found(show.listed(), show.items(), show);
      List<ShowEpisode> listed = new ArrayList<>(show.listed());
      List<ShowEpisode> items = new ArrayList<>(show.items());
      Collections.shuffle(listed, random);
      Collections.shuffle(items, random);

      assertThat(found(listed, items, show)).as(show.habit().toString()).isEqualTo(before);
    }
  }

  @Test
  void which_list_is_which_means_nothing() {
    for (TruthSet show : TruthSet.all(4, Noise.HARSH)) {
      Map<String, String> one = new HashMap<>();
      found(show.listed(), show.items(), show)
          .forEach((listed, item) -> item.ifPresent(i -> one.put(listed, Episodes.name(i))));
      Map<String, String> other = new HashMap<>();
      found(show.items(), show.listed(), show)
          .forEach((item, listed) -> listed.ifPresent(l -> other.put(Episodes.name(l), item)));

      assertThat(other).as(show.habit().toString()).isEqualTo(one);
    }
  }

  @Test
  void no_item_is_given_twice() {
    for (TruthSet show : TruthSet.all(5, Noise.HARSH)) {
      assertThat(show.matched().stream().flatMap(match -> match.item().stream()))
          .extracting(Episodes::name)
          .doesNotHaveDuplicates();
    }
  }

  private static Outcome outcome(ShowEpisode listed, ShowEpisode item) {
    return EpisodeMatcher.match(List.of(listed), List.of(item), Set.of("The Show"))
        .get(0)
        .outcome();
  }

  private static Map<String, Optional<ShowEpisode>> found(
      List<ShowEpisode> listed, List<ShowEpisode> items, TruthSet show) {
    List<Match> matches = EpisodeMatcher.match(listed, items, show.names());
    Map<String, Optional<ShowEpisode>> found = new HashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      found.put(Episodes.name(listed.get(i)), matches.get(i).item());
    }
    return found;
  }
}
