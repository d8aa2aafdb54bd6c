package dev.sluice.spotify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.Enclosure;
import dev.sluice.core.port.Show;
import dev.sluice.core.port.ShowEpisode;
import dev.sluice.core.port.ShowExpander;
import dev.sluice.core.port.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.spotify.api.SpotifyApi;
import dev.sluice.spotify.api.SpotifyCatalog;
import dev.sluice.spotify.api.SpotifyCredentials;
import dev.sluice.spotify.api.SpotifyEpisode;
import dev.sluice.spotify.api.SpotifyOembed;
import dev.sluice.spotify.api.SpotifyShow;
import dev.sluice.spotify.apple.Apple;
import dev.sluice.spotify.directory.FeedMap;
import dev.sluice.spotify.feed.FeedSource;
import dev.sluice.spotify.feed.Feeds;
import dev.sluice.testkit.FakeApple;
import dev.sluice.testkit.FakeSpotify;
import dev.sluice.testkit.FeedSite;
import dev.sluice.testkit.FeedText;
import dev.sluice.testkit.PlainWebClient;
import dev.sluice.testkit.ShowExpanderContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpotifyShowExpanderTest extends ShowExpanderContract {
  private static final String ID = "4rOoJ6Egrf8K2IrywzwOMk";
  private static final String OTHER = "0000000000000000000000";
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final InstantSource CLOCK = InstantSource.system();
  private static final LocalDate DAY = LocalDate.parse("2024-03-01");

  private final FakeSpotify spotify = FakeSpotify.start();
  private final FakeApple apple = FakeApple.start();
  private final FeedSite site = FeedSite.start();
  private final PlainWebClient web = new PlainWebClient();

  @BeforeEach
  void publish() {
    spotify.show(ID, "The Long Way", "Harbour Radio");
    FeedText feed = FeedText.rss("The Long Way");
    for (int i = 1; i <= 5; i++) {
      spotify.episode(ID, episodeId(i), title(i), DAY.plusDays(7L * i).toString(), length(i));
      if (i != 3) {
        feed = item(feed, i);
      }
    }
    site.serve("/way.xml", feed);
    apple.show("1", "The Long Way", site.url("/way.xml").text());
  }

  @AfterEach
  void close() {
    spotify.close();
    apple.close();
    site.close();
  }

  @Override
  protected ShowExpander expander() {
    return expander(listing(), FeedMap.empty());
  }

  @Override
  protected List<String> known() {
    return List.of(
        "https://open.spotify.com/show/" + ID,
        "http://OPEN.spotify.com/show/" + ID + "/",
        "https://open.spotify.com/episode/" + ID + "?si=0123456789abcdef",
        "https://open.spotify.com/intl-de/show/" + ID,
        "https://open.spotify.com/intl-pt-BR/episode/" + ID,
        "https://open.spotify.com/embed/show/" + ID + "?utm_source=generator",
        "https://open.spotify.com/embed/episode/" + ID + "#t=5",
        "https://open.spotify.com/embed-podcast/show/" + ID);
  }

  @Override
  protected List<String> unknown() {
    return List.of(
        "https://open.spotify.com/",
        "https://open.spotify.com/show/",
        "https://open.spotify.com/show/short",
        "https://open.spotify.com/track/" + ID,
        "https://open.spotify.com/playlist/" + ID,
        "https://open.spotify.com/show/" + ID + "/more",
        "https://podcasts.apple.com/us/podcast/the-daily/id1200361736",
        "https://spotify.com/show/" + ID);
  }

  @Override
  protected Optional<String> expandable() {
    return Optional.of("https://open.spotify.com/show/" + ID);
  }

  @Override
  protected Optional<String> unsupported() {
    spotify.show(OTHER, "A Show Without a Feed", "Nobody");
    spotify.episode(OTHER, OTHER, "First", "2024-01-01", Duration.ofMinutes(3));
    return Optional.of("https://open.spotify.com/show/" + OTHER);
  }

  @Test
  void with_credentials_the_list_is_spotifys_and_what_the_feed_lacks_says_so() {
    Show show = expand("/show/" + ID, Optional.empty());

    assertThat(show.title()).isEqualTo("The Long Way");
    assertThat(show.author()).contains("Harbour Radio");
    assertThat(show.episodes()).extracting(ShowEpisode::title).hasSize(5).contains(title(3));
    ShowEpisode first = show.episodes().get(0);
    assertThat(first.identity()).isEqualTo("spotify:episode:" + episodeId(1));
    assertThat(first.page().text()).isEqualTo("https://open.spotify.com/episode/" + episodeId(1));
    assertThat(first.enclosures()).extracting(Enclosure::url).containsExactly(media(1));
    assertThat(first.image().orElseThrow().text()).isEqualTo("https://img.example/large");
    ShowEpisode missing = show.episodes().get(2);
    assertThat(missing.enclosures()).isEmpty();
    assertThat(missing.whyNone().orElseThrow())
        .isEqualTo(
            "\"%s\" is on Spotify, but not in the feed %s"
                .formatted(title(3), site.url("/way.xml")));
  }

  @Test
  void without_credentials_the_list_is_the_feeds() {
    Show show =
        expander(Optional.empty(), FeedMap.empty())
            .expand(query("/show/" + ID, Optional.empty()), LATER);

    assertThat(show.episodes()).hasSize(4);
    assertThat(show.episodes()).extracting(ShowEpisode::identity).contains("item-1");
    assertThat(spotify.tokens()).isZero();
  }

  @Test
  void the_operators_map_is_asked_before_directories_are() {
    FeedMapFile map =
        FeedMapFile.parse(
            List.of(
                "# ours",
                "https://open.spotify.com/intl-de/show/%s?si=1\t%s"
                    .formatted(ID, site.url("/way.xml").text())));

    Show show = expander(listing(), map).expand(query("/show/" + ID, Optional.empty()), LATER);

    assertThat(show.episodes()).hasSize(5);
    assertThat(apple.asked()).isEmpty();
  }

  @Test
  void a_feed_of_the_same_name_with_other_episodes_is_not_taken() {
    FeedText other = FeedText.rss("The Long Way");
    for (int i = 1; i <= 9; i++) {
      other = other.item("o" + i, "Something else " + i, site.url("/o" + i + ".mp3").text());
    }
    site.serve("/other.xml", other);
    FakeApple both = FakeApple.start().show("2", "The Long Way", site.url("/other.xml").text());
    both.show("1", "The Long Way", site.url("/way.xml").text());

    Show show = searching(both, listing()).expand(query("/show/" + ID, Optional.empty()), LATER);

    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(media(1));
    both.close();
  }

  @Test
  void two_feeds_that_fit_equally_are_named_and_none_is_taken() {
    FeedText twin = FeedText.rss("The Long Way");
    for (int i = 1; i <= 5; i++) {
      twin = item(twin, i, "twin-" + i);
    }
    site.serve("/twin.xml", twin);
    FakeApple both = FakeApple.start().show("2", "The Long Way", site.url("/twin.xml").text());
    both.show("1", "The Long Way", site.url("/way.xml").text());

    for (Optional<SpotifyCatalog> catalog : List.of(listing(), Optional.<SpotifyCatalog>empty())) {
      SluiceException failure =
          failure(
              () -> searching(both, catalog).expand(query("/show/" + ID, Optional.empty()), LATER));

      assertThat(failure.code()).isEqualTo(FailureCode.SHOW_AMBIGUOUS);
      assertThat(failure)
          .hasMessageContaining(site.url("/twin.xml").text())
          .hasMessageContaining(site.url("/way.xml").text())
          .hasMessageContaining("feed_url");
    }
    both.close();
  }

  @Test
  void the_same_feed_at_two_addresses_is_one() {
    FeedText moved = FeedText.rss("The Long Way");
    for (int i = 1; i <= 5; i++) {
      moved = item(moved, i);
    }
    site.serve("/moved.xml", moved);
    FakeApple both = FakeApple.start().show("2", "The Long Way", site.url("/moved.xml").text());
    both.show("1", "The Long Way", site.url("/way.xml").text());

    Show show = searching(both, listing()).expand(query("/show/" + ID, Optional.empty()), LATER);

    assertThat(show.episodes()).allSatisfy(one -> assertThat(one.enclosures()).isNotEmpty());
    both.close();
  }

  @Test
  void one_episode_is_found_in_its_shows_feed() {
    Show show = expand("/episode/" + episodeId(2), Optional.empty());

    assertThat(show.kind()).isEqualTo(Show.Kind.EPISODE);
    assertThat(show.title()).isEqualTo("The Long Way");
    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(media(2));
  }

  @Test
  void one_episode_that_is_not_in_the_feed_is_a_failure_that_names_it() {
    SluiceException failure = failure(() -> expand("/episode/" + episodeId(3), Optional.empty()));

    assertThat(failure.code()).isEqualTo(FailureCode.EPISODE_MISSING);
    assertThat(failure).hasMessageContaining(title(3));
  }

  @Test
  void without_credentials_one_episode_needs_its_feed() {
    ShowExpander expander = expander(Optional.empty(), FeedMap.empty());

    SluiceException failure =
        failure(() -> expander.expand(query("/episode/" + episodeId(2), Optional.empty()), LATER));
    Show show =
        expander.expand(
            query("/episode/" + episodeId(2), Optional.of(site.url("/way.xml"))), LATER);

    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_UNSUPPORTED);
    assertThat(failure).hasMessageContaining("feed_url");
    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(media(2));
  }

  @Test
  void a_show_that_spotify_does_not_know_is_not_found() {
    for (Optional<SpotifyCatalog> catalog : List.of(listing(), Optional.<SpotifyCatalog>empty())) {
      ShowExpander expander = expander(catalog, FeedMap.empty());
      ShowQuery query = query("/show/1111111111111111111111", Optional.empty());

      assertThat(failure(() -> expander.expand(query, LATER)).code())
          .isEqualTo(FailureCode.SHOW_NOT_FOUND);
    }
  }

  @Test
  void a_directory_that_will_not_answer_is_no_empty_one() {
    apple.limited();

    SluiceException failure = failure(() -> expand("/show/" + ID, Optional.empty()));

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1));
  }

  @Test
  void a_show_that_comes_with_its_feed_is_left_to_who_reads_feeds_and_an_episode_is_not() {
    Optional<SourceUrl> feed = Optional.of(SourceUrl.parse("https://feeds.example/show.xml"));

    assertThat(expander().recognises(query("/show/" + ID, feed))).isFalse();
    assertThat(expander().recognises(query("/episode/" + ID, feed))).isTrue();
  }

  @Test
  void asking_for_what_it_does_not_know_is_a_mistake_of_the_caller() {
    SourceUrl other = SourceUrl.parse("https://media.example/talk.mp4");

    assertThatThrownBy(() -> expander().expand(ShowQuery.of(other), LATER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Show expand(String path, Optional<SourceUrl> feed) {
    return expander().expand(query(path, feed), LATER);
  }

  private static ShowQuery query(String path, Optional<SourceUrl> feed) {
    return new ShowQuery(SourceUrl.parse("https://open.spotify.com" + path), feed);
  }

  @Test
  void the_feed_is_looked_for_while_spotify_lists_the_episodes() {
    CountDownLatch found = new CountDownLatch(1);
    SpotifyCatalog slow =
        new SpotifyCatalog() {
          private final SpotifyCatalog behind = listing().orElseThrow();

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
          Show show = new Feeds(web, CLOCK).read(url, deadline);
          found.countDown();
          return show;
        };
    ShowExpander expander =
        new SpotifyShowExpander(
            new SpotifyOembed(web, CLOCK, spotify.oembed()),
            Optional.of(slow),
            FeedMap.empty(),
            List.of(new Apple(web, CLOCK, apple.address())),
            feeds);

    Show show =
        expander.expand(
            ShowQuery.of(SourceUrl.parse("https://open.spotify.com/show/" + ID)), LATER);

    assertThat(show.episodes()).hasSize(5);
  }

  private Optional<SpotifyCatalog> listing() {
    return Optional.of(
        new SpotifyApi(
            web,
            CLOCK,
            new SpotifyCredentials(
                FakeSpotify.CLIENT_ID,
                Secret.of(FakeSpotify.CLIENT_SECRET),
                "US",
                spotify.api(),
                spotify.tokenUrl())));
  }

  private ShowExpander expander(Optional<SpotifyCatalog> catalog, FeedMap map) {
    return new SpotifyShowExpander(
        new SpotifyOembed(web, CLOCK, spotify.oembed()),
        catalog,
        map,
        List.of(new Apple(web, CLOCK, apple.address())),
        new Feeds(web, CLOCK));
  }

  private ShowExpander searching(FakeApple directory, Optional<SpotifyCatalog> catalog) {
    return new SpotifyShowExpander(
        new SpotifyOembed(web, CLOCK, spotify.oembed()),
        catalog,
        FeedMap.empty(),
        List.of(new Apple(web, CLOCK, directory.address())),
        new Feeds(web, CLOCK));
  }

  private static String episodeId(int number) {
    return "%022d".formatted(number);
  }

  private static String title(int number) {
    return List.of("Departure", "The bridge at night", "A letter", "Storm", "Arrival")
        .get(number - 1);
  }

  private static Duration length(int number) {
    return Duration.ofMinutes(20 + 3L * number);
  }

  private SourceUrl media(int number) {
    return site.url("/way/" + number + ".mp3");
  }

  private FeedText item(FeedText feed, int number) {
    return item(feed, number, "item-" + number);
  }

  private FeedText item(FeedText feed, int number, String guid) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            DAY.plusDays(7L * number).atTime(6, 0).atOffset(ZoneOffset.UTC));
    return feed.item(
        guid,
        number + ": " + title(number).toUpperCase(Locale.ROOT),
        media(number).text(),
        "<pubDate>%s</pubDate><itunes:duration>%d</itunes:duration>"
            .formatted(date, length(number).toSeconds() + 20));
  }

  private static SluiceException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(SluiceException.class, call);
  }
}
