package dev.sluice.shows.spotify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.FeedMapFile;
import dev.sluice.shows.apple.ApplePodcasts;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.feed.FeedSource;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.testing.FakeApple;
import dev.sluice.shows.testing.FeedText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the feed of a show is found that Spotify names only. */
class SpotifyFeedSearchTest {
  private static final ShowQuery SHOW =
      LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty());

  private final LongWayShow way = new LongWayShow();

  @AfterEach
  void close() {
    way.close();
  }

  @Test
  void the_operators_map_is_asked_before_directories_are() {
    FeedMapFile map =
        FeedMapFile.parse(
            List.of(
                "# ours",
                "https://open.spotify.com/intl-de/show/%s?si=1\t%s"
                    .formatted(LongWayShow.ID, way.site.url("/way.xml").text())));

    Show show =
        way.expander(way.listing(), map)
            .expand(
                LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()), LongWayShow.LATER);

    assertThat(show.episodes()).hasSize(5);
    assertThat(way.apple.asked()).isEmpty();
  }

  /** A directory that knows another feed of the same name in front of the right one. */
  private FakeApple knowingAlso(String path, FeedText feed) {
    way.site.serve(path, feed);
    return FakeApple.start()
        .show("2", "The Long Way", way.site.url(path).text())
        .show("1", "The Long Way", way.site.url("/way.xml").text());
  }

  @Test
  void a_feed_of_the_same_name_with_other_episodes_is_not_taken() {
    FeedText other = FeedText.rss("The Long Way");
    for (int i = 1; i <= 9; i++) {
      other = other.item("o" + i, "Something else " + i, way.site.url("/o" + i + ".mp3").text());
    }
    FakeApple both = knowingAlso("/other.xml", other);

    Show show =
        way.searching(both, way.listing())
            .expand(
                LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()), LongWayShow.LATER);

    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(way.media(1));
    both.close();
  }

  @Test
  void of_feeds_of_the_same_name_the_one_with_most_of_the_episodes_is_taken() {
    for (int count : List.of(1, 2)) {
      FeedText some = FeedText.rss("The Long Way");
      for (int i = 1; i <= count; i++) {
        some = way.item(some, i);
      }
      FakeApple both = knowingAlso("/some.xml", some);

      for (Optional<SpotifyCatalog> catalog :
          List.of(way.listing(), Optional.<SpotifyCatalog>empty())) {
        Show show =
            way.searching(both, catalog)
                .expand(
                    LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()),
                    LongWayShow.LATER);

        assertThat(show.episodes()).filteredOn(one -> !one.enclosures().isEmpty()).hasSize(4);
      }
      both.close();
    }
  }

  @Test
  void two_feeds_that_fit_equally_are_named_and_none_is_taken() {
    FeedText twin = FeedText.rss("The Long Way");
    for (int i = 1; i <= 5; i++) {
      twin = way.item(twin, i, "twin-" + i);
    }
    FakeApple both = knowingAlso("/twin.xml", twin);

    for (Optional<SpotifyCatalog> catalog :
        List.of(way.listing(), Optional.<SpotifyCatalog>empty())) {
      SluiceException failure =
          LongWayShow.failure(
              () ->
                  way.searching(both, catalog)
                      .expand(
                          LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()),
                          LongWayShow.LATER));

      assertThat(failure.code()).isEqualTo(FailureCode.SHOW_AMBIGUOUS);
      assertThat(failure)
          .hasMessageContaining(way.site.url("/twin.xml").text())
          .hasMessageContaining(way.site.url("/way.xml").text())
          .hasMessageContaining("the option 'feed'");
    }
    both.close();
  }

  @Test
  void feeds_without_guids_are_one_only_if_their_media_and_dates_are_the_same() {
    String day = "<title>Day %s</title><enclosure type='audio/mpeg' length='1' url='%s'/>";
    FeedText one = FeedText.rss("The Long Way");
    FeedText other = FeedText.rss("The Long Way");
    for (int i = 1; i <= 3; i++) {
      one = one.item(day.formatted(i, "https://media.example/way/" + i + ".mp3"));
      other = other.item(day.formatted(i, "https://media.example/other/" + i + ".mp3"));
    }
    way.site.serve("/way.xml", one);
    FakeApple twice = knowingAlso("/twice.xml", one);
    FakeApple both = knowingAlso("/other.xml", other);

    assertThat(withoutListing(twice).expand(SHOW, LongWayShow.LATER).episodes()).hasSize(3);
    assertThat(
            LongWayShow.failure(() -> withoutListing(both).expand(SHOW, LongWayShow.LATER)).code())
        .isEqualTo(FailureCode.SHOW_AMBIGUOUS);
    twice.close();
    both.close();
  }

  private ShowExpander withoutListing(FakeApple directory) {
    return way.searching(directory, Optional.empty());
  }

  @Test
  void the_same_feed_at_two_addresses_is_one() {
    FeedText moved = FeedText.rss("The Long Way");
    for (int i = 1; i <= 5; i++) {
      moved = way.item(moved, i);
    }
    FakeApple both = knowingAlso("/moved.xml", moved);

    Show show =
        way.searching(both, way.listing())
            .expand(
                LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()), LongWayShow.LATER);

    assertThat(show.episodes()).allSatisfy(one -> assertThat(one.enclosures()).isNotEmpty());
    both.close();
  }

  @Test
  void a_directory_that_will_not_answer_is_no_empty_one() {
    way.apple.limited();

    SluiceException failure =
        LongWayShow.failure(() -> way.expand("/show/" + LongWayShow.ID, Optional.empty()));

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1));
  }

  @Test
  void the_feed_is_looked_for_while_spotify_lists_the_episodes() {
    CountDownLatch found = new CountDownLatch(1);
    SpotifyCatalog slow =
        new SpotifyCatalog() {
          private final SpotifyCatalog behind = way.listing().orElseThrow();

          @Override
          public SpotifyShow show(String id, Instant deadline) {
            return behind.show(id, deadline);
          }

          @Override
          public List<SpotifyEpisode> episodes(String id, Instant deadline) {
            try {
              assertThat(found.await(20, TimeUnit.SECONDS)).as("looked for meanwhile").isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return behind.episodes(id, deadline);
          }

          @Override
          public SpotifyEpisode.OfShow episode(String id, Instant deadline) {
            return behind.episode(id, deadline);
          }
        };
    FeedSource feeds =
        (url, deadline) -> {
          Show show = new FeedClient(way.web, LongWayShow.CLOCK).read(url, deadline);
          found.countDown();
          return show;
        };
    ShowExpander expander =
        new SpotifyShowExpander(
            new SpotifyOembed(way.web, LongWayShow.CLOCK, way.spotify.oembed()),
            Optional.of(slow),
            FeedMap.empty(),
            List.of(new ApplePodcasts(way.web, LongWayShow.CLOCK, way.apple.address())),
            feeds);

    Show show =
        expander.expand(
            ShowQuery.of(SourceUrl.parse("https://open.spotify.com/show/" + LongWayShow.ID)),
            LongWayShow.LATER);

    assertThat(show.episodes()).hasSize(5);
  }
}
