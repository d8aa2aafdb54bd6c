package dev.sluice.core.port.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.EpisodeIdentity;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpisodeIdentitiesTest {
  private static final String ONE = "https://media.example/1.mp3";
  private static final String TWO = "https://media.example/2.mp3";

  @Test
  void an_item_that_repeats_guid_and_media_is_that_other() {
    assertThat(
            EpisodeIdentities.distinct(
                List.of(
                    item("a", "A", "", ONE),
                    item("a", "A again", "", ONE),
                    item("a", "A", "", ONE + "?token=2"))))
        .hasSize(1);
  }

  @Test
  void items_of_one_guid_whose_media_differ_in_their_query_are_several() {
    assertThat(
            EpisodeIdentities.distinct(
                List.of(
                    item("a", "A", "", "https://media.example/play?f=1"),
                    item("a", "B", "", "https://media.example/play?f=2"),
                    item("a", "B", "", "https://media.example/play?f=3"))))
        .hasSize(3);
  }

  @Test
  void a_guid_that_only_one_has_finds_it_after_a_move_a_renaming_and_a_new_date() {
    ShowEpisode before = item("a", "A", "2024-01-01", ONE);
    ShowEpisode other = item("b", "B", "2024-01-02", TWO);

    assertThat(found(before, List.of(before, other), item("a", "A", "2024-01-01", "https://x.y/z")))
        .isTrue();
    assertThat(found(before, List.of(before, other), item("a", "New", "2024-01-01", ONE))).isTrue();
    assertThat(found(before, List.of(before, other), item("a", "A", "2025-01-01", ONE))).isTrue();
  }

  @Test
  void a_guid_that_was_given_to_another_episode_finds_nothing() {
    ShowEpisode before = item("latest", "A", "2024-01-01", ONE);

    assertThat(found(before, List.of(before), item("latest", "B", "2024-01-02", ONE))).isFalse();
    assertThat(found(before, List.of(before), item("latest", "B", "", ONE))).isFalse();
  }

  @Test
  void a_guid_and_a_date_find_nothing_with_another_title_and_another_link() {
    ShowEpisode morning = item("1", "Morning news", "2026-12-01", ONE);

    assertThat(found(morning, List.of(morning), item("1", "Evening news", "2026-12-01", TWO)))
        .isFalse();
    assertThat(found(morning, List.of(morning), item("1", "Evening news", "2026-12-01", "")))
        .isFalse();
    assertThat(found(morning, List.of(morning), item("1", "The news", "2026-12-01", ONE))).isTrue();
  }

  @Test
  void an_announced_episode_with_another_title_is_found_by_its_page_alone() {
    ShowEpisode announced = item("1", "Morning news", "2026-12-01", "");

    assertThat(found(announced, List.of(announced), item("1", "Evening news", "2026-12-01", ONE)))
        .isFalse();
  }

  @Test
  void an_episode_whose_guid_changes_is_found_by_title_and_date() {
    ShowEpisode before = item("visit-1", "A", "2024-01-01", ONE);

    assertThat(found(before, List.of(before), item("visit-2", "A", "2024-01-01", TWO))).isTrue();
    assertThat(found(before, List.of(before), item("visit-2", "A", "2024-01-02", TWO))).isFalse();
  }

  @Test
  void of_two_that_have_the_guid_now_title_and_date_decide() {
    ShowEpisode before = item("a", "A", "2024-01-01", ONE);
    ShowEpisode same = item("a", "A", "2024-01-01", ONE + "?new");
    ShowEpisode other = item("a", "B", "2024-01-01", TWO);

    assertThat(find(before, List.of(before), List.of(other, same))).containsSame(same);
    assertThat(
            find(
                item("a", "A", "", ONE),
                List.of(item("a", "A", "", ONE)),
                List.of(item("a", "C", "", ONE + "?x=1"), item("a", "D", "", ONE + "?x=2"))))
        .isEmpty();
  }

  @Test
  void media_that_differs_in_its_query_alone_is_told_apart_by_what_differs() {
    String play = "https://media.example/play?feed=7&f=%s&token=%s";
    ShowEpisode one = item("", "A", "", play.formatted("1", "x"));
    ShowEpisode two = item("", "B", "", play.formatted("2", "x"));
    ShowEpisode oneLater = item("", "A", "", play.formatted("1", "y"));
    ShowEpisode twoLater = item("", "B", "", play.formatted("2", "y"));

    assertThat(find(one, List.of(one, two), List.of(twoLater, oneLater))).containsSame(oneLater);
    assertThat(find(one, List.of(one, two), List.of(twoLater))).isEmpty();
  }

  @Test
  void what_two_have_in_common_finds_neither_when_one_is_gone() {
    ShowEpisode one = item("a", "News", "2024-01-01", ONE);
    ShowEpisode two = item("a", "News", "2024-01-01", TWO);

    assertThat(find(one, List.of(one, two), List.of(two))).isEmpty();
  }

  @Test
  void an_episode_of_which_nothing_but_the_title_is_known_is_found_by_it() {
    ShowEpisode before = item("", "A", "", "");

    assertThat(found(before, List.of(before), item("", "a ", "", ONE))).isTrue();
    assertThat(found(before, List.of(before), item("other", "A", "", ONE))).isFalse();
  }

  @Test
  void a_name_of_a_service_is_enough() {
    ShowEpisode before = item("x", "A", "2024-01-01", ONE);
    ShowEpisode later =
        episode(Optional.of(Guid.ofService("x")), "B", "2024-02-02", "https://media.example/b.mp3");

    assertThat(found(before, List.of(before), later)).isTrue();
  }

  @Test
  void a_name_that_was_stored_before_finds_what_it_alone_means() {
    Optional<Instant> date = Optional.of(Instant.parse("2024-01-01T00:00:00Z"));
    EpisodeIdentity guid = EpisodeIdentity.named("a", "A", date);
    EpisodeIdentity media = EpisodeIdentity.named("https://media.example/play", "A", date);
    ShowEpisode named = item("a", "A", "2024-01-01", ONE);
    ShowEpisode reused = item("a", "B", "2024-01-02", ONE);
    ShowEpisode played = item("", "A", "2024-01-01", "https://media.example/play?f=1");
    ShowEpisode other = item("", "B", "2024-01-02", "https://media.example/play?f=2");

    assertThat(EpisodeIdentities.of(List.of(named)).find(guid)).containsSame(named);
    assertThat(EpisodeIdentities.of(List.of(reused)).find(guid)).isEmpty();
    assertThat(EpisodeIdentities.of(List.of(other, played)).find(media)).containsSame(played);
    assertThat(EpisodeIdentities.of(List.of(other)).find(media)).isEmpty();
  }

  private static boolean found(ShowEpisode wanted, List<ShowEpisode> before, ShowEpisode later) {
    ShowEpisode another = item("another", "Another", "2020-01-01", "https://media.example/9.mp3");
    return find(wanted, before, List.of(another, later)).filter(one -> one == later).isPresent();
  }

  private static Optional<ShowEpisode> find(
      ShowEpisode wanted, List<ShowEpisode> before, List<ShowEpisode> after) {
    ShowEpisode there = before.stream().filter(wanted::equals).findFirst().orElseThrow();
    return EpisodeIdentities.of(after).find(EpisodeIdentities.of(before).identityOf(there));
  }

  private static ShowEpisode item(String guid, String title, String date, String media) {
    return episode(
        guid.isEmpty() ? Optional.empty() : Optional.of(Guid.ofPublisher(guid)),
        title,
        date,
        media);
  }

  private static ShowEpisode episode(Optional<Guid> guid, String title, String date, String media) {
    List<Enclosure> enclosures =
        media.isEmpty()
            ? List.of()
            : List.of(new Enclosure(SourceUrl.parse(media), Optional.empty()));
    return new ShowEpisode(
        guid,
        title,
        Optional.empty(),
        date.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(date + "T00:00:00Z")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SourceUrl.parse(media.isEmpty() ? "https://feeds.example/feed.xml" : media),
        enclosures,
        media.isEmpty() ? Optional.of("It has no media") : Optional.empty());
  }
}
