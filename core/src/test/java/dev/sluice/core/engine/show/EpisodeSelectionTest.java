package dev.sluice.core.engine.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.engine.show.EpisodeSelection.Selected;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.ShowOptions.Order;
import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpisodeSelectionTest {
  private static final ShowOptions ALL = ShowOptions.ALL;

  @Test
  void episodes_are_numbered_from_the_oldest_and_taken_from_the_newest() {
    Show show = show("Three|2026-03-01", "One|2026-01-01", "Two|2026-02-01");

    assertThat(lines(show, ALL)).containsExactly("3 Three", "2 Two", "1 One");
    assertThat(lines(show, ALL.withOrder(Order.OLDEST_FIRST)))
        .containsExactly("1 One", "2 Two", "3 Three");
  }

  @Test
  void a_number_and_a_name_stay_whichever_others_are_taken() {
    Show show = show("News|2026-03-01", "Talk|2026-02-01", "news|2026-01-01");

    assertThat(lines(show, ALL)).containsExactly("3 News - 3", "2 Talk", "1 news - 1");
    assertThat(lines(show, ALL.withLimit(1))).containsExactly("3 News - 3");
    assertThat(lines(show, ALL.withLimit(1).withOrder(Order.OLDEST_FIRST)))
        .containsExactly("1 news - 1");
  }

  @Test
  void since_and_until_are_part_of_what_they_enclose() {
    Show show = show("C|2026-03-01", "B|2026-02-01", "A|2026-01-01");

    assertThat(lines(show, ALL.withSince(day("2026-02-01")))).containsExactly("3 C", "2 B");
    assertThat(lines(show, ALL.withUntil(day("2026-02-01")))).containsExactly("2 B", "1 A");
    assertThat(lines(show, ALL.withSince(day("2026-02-01")).withUntil(day("2026-02-01"))))
        .containsExactly("2 B");
  }

  @Test
  void of_one_date_the_later_in_the_list_is_the_older() {
    assertThat(lines(show("B|2026-01-01", "A|2026-01-01"), ALL)).containsExactly("2 B", "1 A");
  }

  @Test
  void what_has_no_date_has_that_of_its_neighbour() {
    Show show = show("D|2026-03-01", "C|", "B|2026-01-01", "A|");

    assertThat(lines(show, ALL)).containsExactly("4 D", "3 C", "2 B", "1 A");
    assertThat(lines(show, ALL.withSince(day("2026-02-01")))).containsExactly("4 D", "3 C");
    assertThat(lines(show("B|", "A|"), ALL)).containsExactly("2 B", "1 A");
    assertThat(lines(show("B|", "A|2026-01-01"), ALL)).containsExactly("2 B", "1 A");
  }

  @Test
  void a_title_without_a_usable_character_gets_the_show_s() {
    assertThat(lines(show("???|2026-01-01", "A|2025-01-01"), ALL))
        .containsExactly("2 The show - 2", "1 A");
  }

  @Test
  void a_chosen_name_gets_the_number_behind_it() {
    List<Selected> selected =
        EpisodeSelection.of(
            show("B|2026-01-02", "A|2026-01-01"), ALL, Optional.of(FileName.chosen("Mine")));

    assertThat(selected)
        .extracting(one -> one.name().value())
        .containsExactly("Mine - 2", "Mine - 1");
  }

  @Test
  void a_long_title_keeps_its_number() {
    String title = "ü".repeat(300);

    assertThat(lines(show(title + "|2026-01-02", title + "|2026-01-01"), ALL))
        .allSatisfy(line -> assertThat(line).endsWith(" - " + line.charAt(0)));
  }

  @Test
  void one_episode_alone_has_its_title_and_no_number() {
    Show alone =
        new Show(
            Show.Kind.EPISODE,
            "The show",
            Optional.empty(),
            Optional.empty(),
            List.of(episode("A|2026-01-01")));

    assertThat(lines(alone, ALL.withSince(day("2027-01-01")))).containsExactly("0 A");
  }

  @Test
  void a_show_of_which_nothing_is_left_says_what_it_has() {
    assertThatThrownBy(() -> lines(Show.of("The show", List.of()), ALL))
        .hasMessage("The show \"The show\" has no episode")
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SHOW_EMPTY));
    assertThatThrownBy(() -> lines(show("A|2026-01-01"), ALL.withSince(day("2026-02-01"))))
        .hasMessage(
            "No episode of \"The show\" lies between since and until; it has 1, from"
                + " 2026-01-01T00:00:00Z to 2026-01-01T00:00:00Z");
  }

  private static List<String> lines(Show show, ShowOptions options) {
    return EpisodeSelection.of(show, options, Optional.empty()).stream()
        .map(one -> one.number() + " " + one.name())
        .toList();
  }

  private static Show show(String... episodes) {
    return Show.of("The show", Stream.of(episodes).map(EpisodeSelectionTest::episode).toList());
  }

  /** Of a title, a bar and perhaps a date. */
  private static ShowEpisode episode(String text) {
    int bar = text.lastIndexOf('|');
    String title = text.substring(0, bar);
    String date = text.substring(bar + 1);
    ShowEpisode episode =
        ShowEpisode.of(text, title, SourceUrl.parse("https://media.example/" + title + ".mp3"));
    return date.isEmpty() ? episode : episode.publishedAt(day(date));
  }

  private static Instant day(String date) {
    return Instant.parse(date + "T00:00:00Z");
  }
}
