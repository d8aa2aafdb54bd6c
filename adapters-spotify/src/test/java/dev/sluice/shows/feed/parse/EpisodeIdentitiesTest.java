package dev.sluice.shows.feed.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.shows.testing.FeedText;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EpisodeIdentitiesTest {
  private static final String ONE = "https://media.example/1.mp3";
  private static final String TWO = "https://media.example/2.mp3";

  @Test
  void an_item_that_repeats_name_and_media_is_that_other() {
    assertThat(identities(show().item("a", "A", ONE + "?t=1").item("a", "A again", ONE + "?t=2")))
        .containsExactly("a");
  }

  @Test
  void an_item_that_repeats_the_name_alone_gets_one_of_its_own_and_the_oldest_keeps_it() {
    FeedText before =
        show()
            .item("a", "New", TWO, "<pubDate>2 Feb 2021</pubDate>")
            .item("a", "Old", ONE, "<pubDate>1 Jan 2021</pubDate>");

    assertThat(identities(before)).containsExactly("a " + TWO, "a");
  }

  @Test
  void without_dates_the_last_is_the_oldest() {
    assertThat(identities(show().item("a", "New", TWO).item("a", "Old", ONE)))
        .containsExactly("a " + TWO, "a");
  }

  @Test
  void what_stays_keeps_its_identity_when_another_of_its_name_comes() {
    FeedText one = show().item("a", "Old", ONE);
    FeedText two = show().item("a", "New", TWO).item("a", "Old", ONE);

    assertThat(identities(two)).containsAll(identities(one));
  }

  @Test
  void downloads_without_a_name_that_differ_in_their_query_are_two() {
    String file = "<enclosure url=\"https://media.example/get?id=%d\" type=\"audio/mpeg\"/>";

    List<String> found =
        identities(
            show()
                .item("<title>A</title>" + String.format(Locale.ROOT, file, 1))
                .item("<title>B</title>" + String.format(Locale.ROOT, file, 2))
                .item("<title>B</title>" + String.format(Locale.ROOT, file, 2)));

    assertThat(found)
        .containsExactly(
            "https://media.example/get https://media.example/get?id=1 A",
            "https://media.example/get");
  }

  @Test
  void a_name_that_was_made_up_gives_way_to_one_that_is_there() {
    FeedText feed =
        show().item("a", "New", TWO).item("a", "Old", ONE).item("a " + TWO, "Same", ONE);

    assertThat(identities(feed)).containsExactly("a " + TWO + "'", "a", "a " + TWO);
  }

  @Test
  void items_without_name_and_media_are_told_apart_by_their_text() {
    FeedText feed =
        show()
            .item("<title>A</title><link>/1</link>")
            .item("<title>B</title><link>/1</link>")
            .item("<title>B</title><pubDate>1 Jan 2021</pubDate>")
            .item("<title>B</title><pubDate>2 Jan 2021</pubDate>");

    assertThat(identities(feed)).hasSize(4).doesNotHaveDuplicates();
  }

  private static FeedText show() {
    return FeedText.rss("Show");
  }

  private static List<String> identities(FeedText feed) {
    return EpisodeIdentities.settled(FeedDocuments.page(feed.document()).items()).stream()
        .map(ShowEpisode::identity)
        .toList();
  }
}
