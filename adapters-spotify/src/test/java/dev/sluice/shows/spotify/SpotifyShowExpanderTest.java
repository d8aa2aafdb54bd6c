package dev.sluice.shows.spotify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.testkit.contract.ShowExpanderContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpotifyShowExpanderTest extends ShowExpanderContract {
  private final LongWayShow way = new LongWayShow();

  @AfterEach
  void close() {
    way.close();
  }

  private static final String OTHER = "0000000000000000000000";

  @Override
  protected ShowExpander expander() {
    return way.expander(way.listing(), FeedMap.empty());
  }

  @Override
  protected List<String> known() {
    return List.of(
        "https://open.spotify.com/show/" + LongWayShow.ID,
        "http://OPEN.spotify.com/show/" + LongWayShow.ID + "/",
        "https://open.spotify.com/episode/" + LongWayShow.ID + "?si=0123456789abcdef",
        "https://open.spotify.com/intl-de/show/" + LongWayShow.ID,
        "https://open.spotify.com/intl-pt-BR/episode/" + LongWayShow.ID,
        "https://open.spotify.com/embed/show/" + LongWayShow.ID + "?utm_source=generator",
        "https://open.spotify.com/embed/episode/" + LongWayShow.ID + "#t=5",
        "https://open.spotify.com/embed-podcast/show/" + LongWayShow.ID);
  }

  @Override
  protected List<String> unknown() {
    return List.of(
        "https://open.spotify.com/",
        "https://open.spotify.com/show/",
        "https://open.spotify.com/show/short",
        "https://open.spotify.com/show/" + LongWayShow.ID + "/more",
        "https://podcasts.apple.com/us/podcast/the-daily/id1200361736",
        "https://spotify.com/show/" + LongWayShow.ID);
  }

  @Override
  protected Optional<String> expandable() {
    return Optional.of("https://open.spotify.com/show/" + LongWayShow.ID);
  }

  @Override
  protected Optional<String> unsupported() {
    way.spotify.show(OTHER, "A Show Without a Feed", "Nobody");
    way.spotify.episode(OTHER, OTHER, "First", "2024-01-01", Duration.ofMinutes(3));
    return Optional.of("https://open.spotify.com/show/" + OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    "https://spotify.link/AbC123, short link",
    "https://open.spotify.com/track/4rOoJ6Egrf8K2IrywzwOMk, music is encrypted",
    "https://open.spotify.com/intl-de/playlist/4rOoJ6Egrf8K2IrywzwOMk?si=1, music is encrypted",
  })
  void other_urls_of_spotify_are_rejected_with_the_way_out(String url, String why) {
    ShowQuery query = ShowQuery.of(SourceUrl.parse(url));
    ShowExpander expander = way.expander(way.listing(), FeedMap.empty());

    assertThat(expander.recognises(query)).isTrue();
    SluiceException failure = LongWayShow.failure(() -> expander.expand(query, LongWayShow.LATER));
    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_UNSUPPORTED);
    assertThat(failure).hasMessageContaining(why).hasMessageContaining("episode");
  }

  @Test
  void with_credentials_the_list_is_spotifys_and_what_the_feed_lacks_says_so() {
    Show show = way.expand("/show/" + LongWayShow.ID, Optional.empty());

    assertThat(show.title()).isEqualTo("The Long Way");
    assertThat(show.author()).contains("Harbour Radio");
    assertThat(show.episodes())
        .extracting(ShowEpisode::title)
        .hasSize(5)
        .contains(LongWayShow.title(3));
    ShowEpisode first = show.episodes().get(0);
    assertThat(first.guid().orElseThrow().text())
        .isEqualTo("spotify:episode:" + LongWayShow.episodeId(1));
    assertThat(first.page().text())
        .isEqualTo("https://open.spotify.com/episode/" + LongWayShow.episodeId(1));
    assertThat(first.enclosures()).extracting(Enclosure::url).containsExactly(way.media(1));
    assertThat(first.image().orElseThrow().text()).isEqualTo("https://img.example/large");
    ShowEpisode missing = show.episodes().get(2);
    assertThat(missing.enclosures()).isEmpty();
    assertThat(missing.unavailableReason().orElseThrow())
        .isEqualTo(
            "\"%s\" is on Spotify, but not in the feed %s"
                .formatted(LongWayShow.title(3), way.site.url("/way.xml")));
  }

  @Test
  void without_credentials_the_list_is_the_feeds() {
    Show show =
        way.expander(Optional.empty(), FeedMap.empty())
            .expand(
                LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()), LongWayShow.LATER);

    assertThat(show.episodes()).hasSize(4);
    assertThat(show.episodes())
        .extracting(one -> one.guid().orElseThrow().text())
        .contains("item-1");
    assertThat(way.spotify.tokens()).isZero();
  }

  @Test
  void one_episode_is_found_in_its_shows_feed() {
    Show show = way.expand("/episode/" + LongWayShow.episodeId(2), Optional.empty());

    assertThat(show.kind()).isEqualTo(Show.Kind.EPISODE);
    assertThat(show.title()).isEqualTo("The Long Way");
    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(way.media(2));
  }

  @Test
  void one_episode_that_is_not_in_the_feed_is_a_failure_that_names_it() {
    SluiceException failure =
        LongWayShow.failure(
            () -> way.expand("/episode/" + LongWayShow.episodeId(3), Optional.empty()));

    assertThat(failure.code()).isEqualTo(FailureCode.EPISODE_MISSING);
    assertThat(failure).hasMessageContaining(LongWayShow.title(3));
  }

  @Test
  void without_credentials_one_episode_needs_its_feed() {
    ShowExpander expander = way.expander(Optional.empty(), FeedMap.empty());

    SluiceException failure =
        LongWayShow.failure(
            () ->
                expander.expand(
                    LongWayShow.query("/episode/" + LongWayShow.episodeId(2), Optional.empty()),
                    LongWayShow.LATER));
    Show show =
        expander.expand(
            LongWayShow.query(
                "/episode/" + LongWayShow.episodeId(2), Optional.of(way.site.url("/way.xml"))),
            LongWayShow.LATER);

    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_UNSUPPORTED);
    assertThat(failure).hasMessageContaining("the option 'feed'");
    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(way.media(2));
  }

  @Test
  void a_show_that_spotify_does_not_know_is_not_found() {
    for (Optional<SpotifyCatalog> catalog :
        List.of(way.listing(), Optional.<SpotifyCatalog>empty())) {
      ShowExpander expander = way.expander(catalog, FeedMap.empty());
      ShowQuery query = LongWayShow.query("/show/1111111111111111111111", Optional.empty());

      assertThat(LongWayShow.failure(() -> expander.expand(query, LongWayShow.LATER)).code())
          .isEqualTo(FailureCode.SHOW_NOT_FOUND);
    }
  }

  @Test
  void a_show_that_comes_with_its_feed_is_left_to_who_reads_feeds_and_an_episode_is_not() {
    Optional<SourceUrl> feed = Optional.of(SourceUrl.parse("https://feeds.example/show.xml"));

    assertThat(expander().recognises(LongWayShow.query("/show/" + LongWayShow.ID, feed))).isFalse();
    assertThat(expander().recognises(LongWayShow.query("/episode/" + LongWayShow.ID, feed)))
        .isTrue();
  }

  @Test
  void asking_for_what_it_does_not_know_is_a_mistake_of_the_caller() {
    SourceUrl other = SourceUrl.parse("https://media.example/talk.mp4");

    assertThatThrownBy(() -> expander().expand(ShowQuery.of(other), LongWayShow.LATER))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
