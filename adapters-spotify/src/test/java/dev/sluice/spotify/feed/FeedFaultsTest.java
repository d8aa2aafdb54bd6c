package dev.sluice.spotify.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.testkit.FeedSite;
import dev.sluice.testkit.FeedText;
import dev.sluice.testkit.PlainWebClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedFaultsTest {
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");
  private static final FeedText SHOW =
      FeedText.rss("The show").items(3, "https://media.example/show");

  private final PlainWebClient web = new PlainWebClient();
  private FeedSite site;

  @BeforeEach
  void open() {
    site = FeedSite.start();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, SOURCE_REFUSED, refused the request",
    "401, SOURCE_UNAUTHORIZED, asks for credentials",
    "403, SOURCE_FORBIDDEN, forbids access",
    "404, SHOW_NOT_FOUND, does not exist",
    "410, SHOW_GONE, is gone for good",
    "429, SOURCE_RATE_LIMITED, limits how often",
    "451, SOURCE_FORBIDDEN, forbids access",
    "500, SOURCE_BROKEN, server failed",
    "503, SOURCE_BROKEN, server failed",
    "304, SOURCE_REFUSED, refused the request"
  })
  void a_refusal_has_its_own_code_and_sentence(int status, FailureCode code, String sentence) {
    site.serve("/show", SHOW).status(status).header("Retry-After", "17");

    SluiceException failure = failure("/show?token=secret");

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure)
        .hasMessageContaining(sentence)
        .hasMessageContaining("HTTP " + status)
        .hasMessageContaining("/show")
        .hasMessageNotContaining("secret");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
  }

  @Test
  void a_wait_that_is_a_moment_is_told_by_the_hosts_own_clock() {
    site.serve("/show", SHOW)
        .status(429)
        .header("Date", "Tue, 05 Jan 2021 06:00:00 GMT")
        .header("Retry-After", "Tue, 05 Jan 2021 06:01:40 GMT");

    assertThat(failure("/show").retryAfter()).contains(Duration.ofSeconds(100));
  }

  @ParameterizedTest
  @CsvSource({"soon, ", "99999999999999999999, 604800", "-5, "})
  void an_odd_wait_is_none_or_the_longest(String header, Long seconds) {
    site.serve("/show", SHOW).status(429).header("Retry-After", header);

    assertThat(failure("/show").retryAfter().map(Duration::toSeconds).orElse(null))
        .isEqualTo(seconds);
  }

  @Test
  void a_web_page_is_said_to_be_one() {
    site.webPage("/show");

    assertFails("/show", FailureCode.FEED_INVALID, "A web page was found", "(RSS or Atom)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<link rel='alternate' type='application/rss+xml' href='/feed.xml'> | the page names this feed: http://127.0.0.1",
        "<LINK HREF=\"https://feeds.example/a&amp;b\" TYPE=\"application/atom+xml\"/> | the page names this feed: https://feeds.example/a&b",
        "<link rel='stylesheet' href='/feed.xml'>                            | give the address of the feed itself",
        "<link type='application/rss+xml' href='/feed?token=secret'>         | give the address of the feed itself",
      })
  void a_web_page_that_names_its_feed_is_quoted(String link, String sentence) {
    site.serve("/show", "\n<!DOCTYPE html><html><head>" + link + "</head><p>A & B<br></html>");

    assertFails("/show", FailureCode.FEED_INVALID, "A web page was found", sentence);
    assertThat(failure("/show")).hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<opml version='2.0'/>       | An XML document of <opml> was found",
        "{\"version\":\"https://jsonfeed.org/version/1\"} | A JSON document was found",
        "Not found                   | Something that is no XML was found",
        "'  '                        | is empty",
        "''                          | is empty",
        "<!-- nothing -->            | is cut or malformed: it breaks off before its first item",
        "<?xml version='1.0'?><!DOCTYPE html><html><body/></html> | A web page was found",
      })
  void what_is_no_feed_is_said_to_be_what_it_is(String document, String sentence) {
    site.serve("/show", document);

    assertFails("/show", FailureCode.FEED_INVALID, sentence);
  }

  @Test
  void media_where_a_feed_was_expected_is_to_be_sent_without_feed_url() {
    site.site().serve("/1.mp3", new byte[9_000]).type("audio/mpeg");
    site.site().serve("/2", "ID3 and so on".getBytes(StandardCharsets.UTF_8));

    assertFails("/1.mp3", FailureCode.FEED_INVALID, "Audio or video was found", "without feed_url");
    assertFails("/2", FailureCode.FEED_INVALID, "Audio or video was found", "without feed_url");
  }

  @Test
  void a_feed_that_ends_too_early_is_a_failure_and_not_a_shorter_one() {
    String document = SHOW.document();
    site.serve("/show", document.substring(0, document.indexOf("Episode 1")));

    assertFails("/show", FailureCode.FEED_INVALID, "is cut or malformed", "after item 2");
  }

  @Test
  void a_connection_that_breaks_is_a_failure_of_its_host() {
    site.serve("/show", SHOW).cutAfter(700);
    site.serve("/gzip", SHOW.items(500, "https://media.example")).gzip().cutAfter(1_000);

    assertFails("/show", FailureCode.SOURCE_CUT, "The connection broke before the end");
    assertFails("/gzip", FailureCode.SOURCE_CUT, "The connection broke before the end");
  }

  @Test
  void a_gzip_that_is_cut_or_damaged_is_a_failure() {
    site.serve("/show", SHOW.items(500, "https://media.example"))
        .gzip()
        .closeDelimited()
        .cutAfter(2_000);
    site.site()
        .serve("/broken", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7})
        .header("Content-Encoding", "gzip");

    assertFails("/show", FailureCode.FEED_INVALID, "is cut or damaged within its gzip");
    assertFails("/broken", FailureCode.FEED_INVALID, "is cut or damaged within its gzip");
  }

  @Test
  void an_encoding_that_nobody_asked_for_is_named() {
    site.serve("/show", SHOW).header("Content-Encoding", "br");

    assertFails("/show", FailureCode.FEED_INVALID, "Content-Encoding br");
  }

  @Test
  void two_gigabytes_are_refused_before_they_are_read() {
    site.endless("/show", 2L << 30);

    assertFails("/show", FailureCode.FEED_TOO_LARGE, "is larger than 128 MB");
  }

  @Test
  void what_does_not_tell_its_length_is_read_to_the_limit_only() {
    site.endless("/show", 2L << 30).chunked();

    assertFails("/show", FailureCode.FEED_TOO_LARGE, "is larger than 128 MB");
  }

  @Test
  void a_gzip_bomb_ends_at_the_limit_of_what_it_becomes() {
    site.gzipBomb("/show", 200);

    assertFails("/show", FailureCode.FEED_TOO_LARGE, "is larger than 128 MB");
  }

  @Test
  void more_than_enough_of_compressed_bytes_is_refused() {
    site.endless("/show", 33L << 20).header("Content-Encoding", "gzip");

    assertFails("/show", FailureCode.FEED_TOO_LARGE, "is larger than 32 MB compressed");
  }

  @Test
  void tags_within_tags_end_at_the_limit_of_depth() {
    site.nested("/show", 100_000);

    assertFails("/show", FailureCode.FEED_INVALID, "more than 64 deep");
  }

  @Test
  void entities_are_not_read() {
    site.entities("/show");

    assertFails("/show", FailureCode.FEED_INVALID, "declares a document type of its own");
  }

  @Test
  void names_without_end_are_not_remembered() {
    StringBuilder names = new StringBuilder("<rss><channel>");
    for (int i = 0; i < 6_000; i++) {
      names.append("<x").append(i).append("/>");
    }
    site.serve("/show", names + "</channel></rss>");

    assertFails("/show", FailureCode.FEED_INVALID, "more than 5,000 names");
  }

  @Test
  void what_becomes_much_more_in_memory_is_refused_too() {
    String address = "https://m.example/" + "é".repeat(8_000) + ".mp3";
    StringBuilder items = new StringBuilder("<rss><channel>");
    for (int i = 0; i < 2_500; i++) {
      items
          .append("<item><guid>")
          .append(i)
          .append("</guid><enclosure url='")
          .append(address)
          .append("'/></item>");
    }
    site.serve("/show", items + "</channel></rss>").gzip();

    assertFails("/show", FailureCode.FEED_TOO_LARGE, "items of more than 256 MB");
  }

  @Test
  void a_loop_of_pages_is_a_failure() {
    site.circle("/show", 3);
    site.circle("/self", 1);

    assertFails("/show", FailureCode.FEED_INVALID, "so it never ends");
    assertFails("/self", FailureCode.FEED_INVALID, "so it never ends");
  }

  @Test
  void a_page_that_is_missing_makes_the_list_incomplete() {
    site.serve("/show", SHOW.next("/nowhere"));

    assertFails("/show", FailureCode.FEED_INVALID, "named as a next page and does not exist");
  }

  @Test
  void a_page_that_is_no_feed_makes_the_list_incomplete() {
    site.serve("/show", SHOW.next("/page"));
    site.webPage("/page");

    assertFails("/show", FailureCode.FEED_INVALID, "A web page was found at", "/page");
  }

  @Test
  void pages_end_at_two_hundred() {
    site.manyPages("/most", 200);
    site.manyPages("/more", 201);

    assertThat(feeds().read(site.url("/most"), DEADLINE).episodes()).hasSize(200);
    assertFails("/more", FailureCode.FEED_TOO_LARGE, "more than 200 pages");
  }

  @Test
  void items_end_at_twenty_thousand() {
    site.serve("/most", FeedText.rss("Most").items(20_000, "https://media.example"));
    site.serve("/more", FeedText.rss("More").items(20_001, "https://media.example"));

    assertThat(feeds().read(site.url("/most"), DEADLINE).episodes()).hasSize(20_000);
    assertFails("/more", FailureCode.FEED_TOO_LARGE, "more than 20,000 items");
  }

  @Test
  void the_limit_of_items_holds_for_all_pages_together_kept_ones_too() {
    FeedText half = FeedText.rss("Half").items(10_001, "https://media.example");
    site.serve("/second", half);
    site.serve("/first", half.next("/second"));
    Feeds feeds = feeds();
    feeds.read(site.url("/second"), DEADLINE);

    SluiceException failure =
        catchThrowableOfType(SluiceException.class, () -> feeds.read(site.url("/first"), DEADLINE));

    assertThat(failure.code()).isEqualTo(FailureCode.FEED_TOO_LARGE);
  }

  @Test
  void a_feed_that_moves_on_and_on_is_left() {
    for (int i = 0; i < 9; i++) {
      site.moved("/" + i, SHOW, "/" + (i + 1));
    }

    assertFails("/0", FailureCode.FEED_INVALID, "has moved", "more than 5 times");
  }

  @Test
  void a_redirect_in_a_circle_is_a_failure_of_its_host() {
    site.site().redirect("/a", "/b");
    site.site().redirect("/b", "/a");

    assertThat(failure("/a").code()).isEqualTo(FailureCode.REDIRECT_LOOP);
  }

  @Test
  void a_feed_without_items_is_empty() {
    site.serve("/show", FeedText.rss("Nothing yet"));

    assertFails("/show", FailureCode.SHOW_EMPTY, "has no items");
  }

  @Test
  void a_feed_of_items_without_media_is_empty_and_says_why() {
    site.serve(
        "/show",
        FeedText.rss("Words").item("<title>A</title>").item("x", "B", "file:///etc/passwd"));

    assertFails("/show", FailureCode.SHOW_EMPTY, "has 2 items and none of them has media", "\"A\"");
  }

  @Test
  void a_feed_that_comes_too_slowly_ends_at_its_deadline() {
    site.serve("/show", SHOW.items(2_000, "https://media.example"));
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock = () -> Instant.EPOCH.plusSeconds(looks.getAndIncrement());

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () -> new Feeds(web, clock).read(site.url("/show"), Instant.EPOCH.plusSeconds(20)));

    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
    assertThat(failure).hasMessageContaining("could not be read in the time there was");
  }

  @Test
  void after_the_deadline_nothing_is_asked() {
    site.serve("/show", SHOW);

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> feeds().read(site.url("/show"), Instant.EPOCH));

    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
    assertThat(web.requests()).isEmpty();
  }

  @Test
  void a_host_that_says_nothing_is_left_at_the_deadline() {
    site.serve("/show", SHOW).delay(Duration.ofMinutes(5));

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () ->
                new Feeds(web, InstantSource.system())
                    .read(site.url("/show"), InstantSource.system().instant().plusMillis(50)));

    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
  }

  private Feeds feeds() {
    return new Feeds(web, InstantSource.fixed(Instant.EPOCH));
  }

  private SluiceException failure(String path) {
    return catchThrowableOfType(
        SluiceException.class, () -> feeds().read(site.url(path), DEADLINE));
  }

  private void assertFails(String path, FailureCode code, String... sentence) {
    SluiceException failure = failure(path);
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageContainingAll(sentence);
    assertThat(failure.code()).isEqualTo(code);
  }
}
