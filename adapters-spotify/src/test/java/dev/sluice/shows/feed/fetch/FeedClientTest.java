package dev.sluice.shows.feed.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.fake.PlainWebClient;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedClientTest {
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");
  private static final FeedText SHOW =
      FeedText.rss("The show").items(3, "https://media.example/show");

  private final PlainWebClient web = new PlainWebClient();
  private final FeedClient feeds = new FeedClient(web, InstantSource.fixed(Instant.EPOCH));
  private FeedSite site;

  @BeforeEach
  void open() {
    site = FeedSite.start();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void a_feed_is_read_in_its_order() {
    site.serve("/show", SHOW);

    Show show = read("/show");

    assertThat(show.kind()).isEqualTo(Show.Kind.SHOW);
    assertThat(show.title()).isEqualTo("The show");
    assertThat(show.episodes())
        .extracting(episode -> episode.guid().orElseThrow().text())
        .containsExactly("episode-3", "episode-2", "episode-1");
  }

  @Test
  void its_pages_are_read_to_the_last() {
    site.pages(
        "/show",
        FeedText.rss("First").item("c", "C", "https://media.example/c.mp3"),
        FeedText.rss("Second")
            .item("c", "C", "https://media.example/c.mp3")
            .item("b", "B", "https://media.example/b.mp3"),
        FeedText.rss("Third").item("a", "A", "https://media.example/a.mp3"));

    Show show = read("/show");

    assertThat(show.title()).isEqualTo("First");
    assertThat(show.episodes())
        .extracting(episode -> episode.guid().orElseThrow().text())
        .containsExactly("c", "b", "a");
  }

  @Test
  void a_chain_of_eight_hops_is_followed_and_links_are_seen_from_its_end() {
    site.hops("/old", 8, "/here/show");
    site.serve("/here/show", FeedText.rss("Show").item("a", "A", "a.mp3"));

    assertThat(read("/old").episodes().get(0).enclosures().get(0).url().uri())
        .isEqualTo(site.site().uri("/here/a.mp3"));
  }

  @Test
  void a_feed_that_has_moved_is_read_where_it_is() {
    site.moved("/old", FeedText.rss("Old").items(1, "https://media.example/old"), "/new");
    site.moved("/new", SHOW, "/new");

    assertThat(read("/old").title()).isEqualTo("The show");
  }

  @Test
  void two_feeds_that_name_each_other_end_with_the_second() {
    site.moved("/a", FeedText.rss("A").items(1, "https://media.example/a"), "/b");
    site.moved("/b", FeedText.rss("B").items(2, "https://media.example/b"), "/a");

    assertThat(read("/a").title()).isEqualTo("B");
  }

  @Test
  void a_compressed_feed_is_read_however_it_is_announced() {
    site.serve("/gzip", SHOW).gzip();
    site.serve("/show.xml.gz", SHOW).gzip().header("Content-Encoding", "").type("application/gzip");
    site.serve("/plain", SHOW).header("Content-Encoding", "gzip");
    site.serve("/chunked", SHOW).gzip().chunked();

    Show plain = read("/gzip");

    assertThat(plain.episodes()).hasSize(3);
    assertThat(read("/show.xml.gz")).isEqualTo(plain);
    assertThat(read("/plain")).isEqualTo(plain);
    assertThat(read("/chunked")).isEqualTo(plain);
  }

  @Test
  void a_feed_that_is_unchanged_is_not_sent_again() {
    site.pages("/show", SHOW, FeedText.rss("More").item("x", "X", "https://media.example/x.mp3"));

    Show first = read("/show");

    assertThat(read("/show")).isEqualTo(first).extracting(Show::episodes).asList().hasSize(4);
    assertThat(web.requests()).hasSize(4);
    assertThat(web.requests().subList(2, 4))
        .allSatisfy(request -> assertThat(request.headers()).containsKey("If-None-Match"));
  }

  @Test
  void a_feed_that_has_changed_is_read_anew() {
    site.serve("/show", SHOW);
    read("/show");
    site.serve("/show", SHOW.item("new", "New", "https://media.example/new.mp3"));

    assertThat(read("/show").episodes()).hasSize(4);
  }

  @Test
  void a_date_does_where_there_is_no_etag() {
    site.serve("/show", SHOW).etag("").header("Last-Modified", "Tue, 05 Jan 2021 06:07:08 GMT");

    Show first = read("/show");

    assertThat(read("/show")).isEqualTo(first);
    assertThat(web.requests().get(1).headers())
        .containsEntry("If-Modified-Since", "Tue, 05 Jan 2021 06:07:08 GMT");
  }

  @Test
  void a_feed_whose_new_address_cannot_be_read_is_read_where_it_is() {
    site.webPage("/page");
    site.serve("/empty", FeedText.rss("Empty"));
    site.serve("/forbidden", SHOW).status(403);

    for (String to :
        List.of("/nowhere", "/page", "/empty", "/forbidden", "http://feeds.invalid/show")) {
      site.moved("/show", SHOW, to);

      assertThat(read("/show").episodes()).as(to).hasSize(3);
    }
  }

  @Test
  void a_feed_whose_new_address_fails_for_a_while_fails_too() {
    site.moved("/show", FeedText.rss("Old").items(1, "https://media.example/old"), "/new");
    site.serve("/new", SHOW).status(503);
    assertThat(failure("/show")).isEqualTo(FailureCode.SOURCE_BROKEN);

    site.serve("/new", SHOW).status(429);
    assertThat(failure("/show")).isEqualTo(FailureCode.SOURCE_RATE_LIMITED);

    site.serve("/new", SHOW).cutAfter(300);
    assertThat(failure("/show")).isEqualTo(FailureCode.SOURCE_CUT);
  }

  private FailureCode failure(String path) {
    return catchThrowableOfType(SluiceException.class, () -> read(path)).code();
  }

  @Test
  void media_on_the_host_of_a_private_feed_gets_its_credentials_and_no_other_host_does() {
    SourceUrl own = site.url("/1.mp3");
    site.serve(
        "/show",
        FeedText.rss("Private")
            .item("3", "C", "https://127.0.0.1:" + own.uri().getPort() + "/3.mp3")
            .item("2", "B", own.text().replace("127.0.0.1", "localhost"))
            .item("1", "A", own.text()));

    Show show =
        feeds.read(
            SourceUrl.parse(site.url("/show").text().replace("://", "://me:secret@")), DEADLINE);

    assertThat(show.episodes())
        .extracting(episode -> episode.enclosures().get(0).url().uri().getUserInfo())
        .containsExactly(null, null, "me:secret");
  }

  @Test
  void a_host_that_refuses_unknown_names_is_asked_by_another() {
    site.serve("/show", SHOW).onlyFor("Mozilla/5.0", 403);

    assertThat(read("/show").episodes()).hasSize(3);
    assertThat(web.requests().get(1).headers().get("User-Agent")).contains("Sluice");
  }

  @Test
  void it_goes_on_although_some_episodes_have_no_media() {
    site.serve("/show", SHOW.item("<guid>x</guid><title>Only words</title>"));

    Show show = read("/show");

    assertThat(show.episodes()).hasSize(4);
    assertThat(show.episodes().get(3).unavailableReason().orElseThrow()).contains("\"Only words\"");
  }

  @Test
  void what_stands_behind_the_end_is_not_looked_at() {
    site.serve("/show", " \n" + SHOW.document() + "<!-- made in 3 ms --><b>Warning</b> & more");

    assertThat(read("/show").episodes()).hasSize(3);
  }

  @Test
  void every_address_is_asked_through_the_one_door() {
    site.hops("/old", 2, "/show");
    site.moved("/show", SHOW, "/new");
    site.pages("/new", SHOW, SHOW, SHOW);

    read("/old");

    assertThat(web.requests())
        .extracting(WebClient.Request::uri)
        .containsExactly(uri("/old"), uri("/new"), uri("/new-1"), uri("/new-2"));
    assertThat(web.requests()).allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"));
  }

  private URI uri(String path) {
    return site.site().uri(path);
  }

  private Show read(String path) {
    SourceUrl url = site.url(path);
    return feeds.read(url, DEADLINE);
  }
}
