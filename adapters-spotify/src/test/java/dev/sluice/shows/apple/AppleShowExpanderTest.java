package dev.sluice.shows.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.FeedMapFile;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.directory.FoundFeed;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.testing.FakeApple;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.contract.ShowExpanderContract;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppleShowExpanderTest extends ShowExpanderContract {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private final FakeApple service = FakeApple.start();
  private final FeedSite site = FeedSite.start();
  private final PlainWebClient web = new PlainWebClient();
  private final ApplePodcasts apple =
      new ApplePodcasts(web, InstantSource.system(), service.address());

  @BeforeEach
  void publish() {
    site.serve(
        "/way.xml",
        FeedText.rss("The Long Way")
            .item(
                "guid-1",
                "Departure",
                site.url("/1.mp3").text(),
                "<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>")
            .item(
                "guid-2",
                "The bridge",
                site.url("/2.mp3").text(),
                "<pubDate>Tue, 12 Mar 2024 10:00:00 GMT</pubDate>")
            .item("guid-3", "Encore", site.url("/3.mp3").text())
            .item("guid-4", "Encore", site.url("/4.mp3").text()));
    service
        .show("123", "The Long Way", site.url("/way.xml").text())
        .show("456", "For Subscribers", null)
        .episode(
            "123",
            "1001",
            "Departure (re-titled)",
            "guid-1",
            "https://other.example/1.mp3",
            "2024-03-05T10:00:00Z")
        .episode(
            "123",
            "1002",
            "Something",
            null,
            site.url("/2.mp3?source=apple").text(),
            "2024-03-12T10:00:00Z")
        .episode("123", "1003", "the BRIDGE", null, "https://other.example/2.mp3")
        .episode("123", "1004", "Encore", "gone", "https://other.example/4.mp3");
  }

  @AfterEach
  void close() {
    service.close();
    site.close();
  }

  @Override
  protected ShowExpander expander() {
    return new AppleShowExpander(
        apple, FeedMap.empty(), new FeedClient(web, InstantSource.system()));
  }

  @Override
  protected List<String> known() {
    return List.of(
        "https://podcasts.apple.com/us/podcast/the-daily/id1200361736",
        "https://podcasts.apple.com/us/podcast/the-daily/id1200361736?i=1000635132412",
        "https://podcasts.apple.com/podcast/id1200361736",
        "https://podcasts.apple.com/id1200361736/",
        "https://itunes.apple.com/us/podcast/the-daily/id1200361736?mt=2",
        "https://podcasts.apple.com/de/podcast/gr%C3%BC%C3%9Fe/id1200361736");
  }

  @Override
  protected List<String> unknown() {
    return List.of(
        "https://podcasts.apple.com/us/browse",
        "https://podcasts.apple.com/us/podcast/the-daily/idx",
        "https://music.apple.com/us/album/x/id123",
        "https://itunes.apple.com/us/album/x/id123",
        "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk");
  }

  @Override
  protected Optional<String> expandable() {
    return Optional.of("https://podcasts.apple.com/us/podcast/the-long-way/id123");
  }

  @Override
  protected Optional<String> unsupported() {
    return Optional.of("https://podcasts.apple.com/us/podcast/for-subscribers/id456");
  }

  @ParameterizedTest
  @CsvSource({
    "https://podcasts.apple.com/us/podcast/a/id12, 12, '', us",
    "https://podcasts.apple.com/GB/podcast/a/id12?i=34&l=en, 12, 34, gb",
    "https://podcasts.apple.com/podcast/id12?l=en&i=34, 12, 34, ''",
    "https://podcasts.apple.com/id12/?xi=34, 12, '', ''",
  })
  void a_url_says_show_episode_and_shop(String url, String show, String episode, String country) {
    AppleLink link = AppleLink.of(SourceUrl.parse(url)).orElseThrow();

    assertThat(link.show()).isEqualTo(show);
    assertThat(link.episode().orElse("")).isEqualTo(episode);
    assertThat(link.country().orElse("")).isEqualTo(country);
  }

  @ParameterizedTest
  @CsvSource({"1001, /1.mp3", "1002, /2.mp3", "1003, /2.mp3"})
  void one_episode_is_found_by_its_name_its_media_or_its_title(String number, String media) {
    Show show = expand("/us/podcast/x/id123?i=" + number);

    assertThat(show.kind()).isEqualTo(Show.Kind.EPISODE);
    assertThat(show.episodes().get(0).enclosures())
        .extracting(Enclosure::url)
        .containsExactly(site.url(media));
  }

  @Test
  void an_episode_that_could_be_two_is_none() {
    SluiceException failure = failure("/us/podcast/x/id123?i=1004");

    assertThat(failure.code()).isEqualTo(FailureCode.EPISODE_MISSING);
    assertThat(failure).hasMessageContaining("\"Encore\"").hasMessageContaining("/way.xml");
  }

  @Test
  void one_episode_is_found_by_its_title_and_date_where_all_share_one_guid() {
    String date = "<pubDate>Tue, %s Mar 2024 10:00:00 GMT</pubDate>";
    site.serve(
        "/way.xml",
        FeedText.rss("The Long Way")
            .item("all", "Second", site.url("/play?f=2").text(), date.formatted("12"))
            .item("all", "First", site.url("/play?f=1").text(), date.formatted("05")));
    service.episode(
        "123", "2001", "First", "all", "https://other.example/x.mp3", "2024-03-05T10:00:00Z");

    Show show = expand("/us/podcast/x/id123?i=2001");

    assertThat(show.episodes().get(0).title()).isEqualTo("First");
  }

  @Test
  void what_apple_does_not_know_is_not_found() {
    assertThat(failure("/us/podcast/x/id999").code()).isEqualTo(FailureCode.SHOW_NOT_FOUND);
    assertThat(failure("/us/podcast/x/id123?i=999").code()).isEqualTo(FailureCode.SHOW_NOT_FOUND);
  }

  @Test
  void the_shop_of_the_url_is_asked() {
    expand("/de/podcast/x/id123");

    assertThat(service.asked().get(0)).contains("country=de");
  }

  @Test
  void the_operators_map_comes_first() {
    FeedMapFile map =
        FeedMapFile.parse(
            List.of(
                "https://podcasts.apple.com/fr/podcast/abc/id456\t" + site.url("/way.xml").text()));
    ShowExpander mapped =
        new AppleShowExpander(apple, map, new FeedClient(web, InstantSource.system()));

    Show show = mapped.expand(query("/us/podcast/x/id456"), LATER);

    assertThat(show.title()).isEqualTo("The Long Way");
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void a_refusal_with_nothing_in_it_is_a_limit_and_holds_for_the_next_question_too() {
    service.limited();

    SluiceException failure = failure("/us/podcast/x/id123");
    int asked = service.asked().size();
    SluiceException again = failure("/us/podcast/x/id123");

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(again.code()).isEqualTo(FailureCode.SERVICE_LIMITED);
    assertThat(service.asked()).hasSize(asked);
  }

  @Test
  void a_page_of_a_broken_server_is_no_answer() {
    service.page();

    assertThat(failure("/us/podcast/x/id123").code()).isEqualTo(FailureCode.SOURCE_BROKEN);
  }

  @Test
  void an_answer_is_kept_for_the_next_who_asks() {
    expand("/us/podcast/x/id123");
    expand("/us/podcast/x/id123");

    assertThat(service.asked()).hasSize(1);
  }

  @Test
  void more_questions_a_minute_than_apple_takes_are_not_asked() {
    for (int i = 0; i < 20; i++) {
      service.show("" + (2_000 + i), "Show " + i, site.url("/way.xml").text());
      expand("/us/podcast/x/id" + (2_000 + i));
    }

    SluiceException failure = failure("/us/podcast/x/id123");

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_LIMITED);
    assertThat(failure.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    assertThat(service.asked()).hasSize(20);
  }

  @Test
  void a_search_names_the_feeds_that_apple_tells() {
    assertThat(apple.search("long way", LATER))
        .containsExactly(new FoundFeed(site.url("/way.xml"), "The Long Way"));
    assertThat(apple.search("subscribers", LATER)).isEmpty();
    assertThat(apple.search("ümlaut & co", LATER)).isEmpty();
  }

  private Show expand(String path) {
    return expander().expand(query(path), LATER);
  }

  private static ShowQuery query(String path) {
    return ShowQuery.of(SourceUrl.parse("https://podcasts.apple.com" + path));
  }

  private SluiceException failure(String path) {
    return catchThrowableOfType(SluiceException.class, () -> expand(path));
  }
}
