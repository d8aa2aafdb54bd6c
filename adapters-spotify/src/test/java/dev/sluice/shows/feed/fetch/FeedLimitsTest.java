package dev.sluice.shows.feed.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.shows.testing.FeedText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a feed is read, and for how long. */
class FeedLimitsTest extends FaultyFeedFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<link rel='alternate' type='application/rss+xml' href='/feed.xml'> | the page names this"
            + " feed: http://127.0.0.1",
        "<LINK HREF=\"https://feeds.example/a&amp;b\" TYPE=\"application/atom+xml\"/> | the page"
            + " names this feed: https://feeds.example/a&b",
        "<link rel='stylesheet' href='/feed.xml'>                            | give the address of"
            + " the feed itself",
        "<link type='application/rss+xml' href='/feed?token=secret'>         | give the address of"
            + " the feed itself",
      })
  void a_web_page_that_names_its_feed_is_quoted(String link, String sentence) {
    site.serve("/show", "\n<!DOCTYPE html><html><head>" + link + "</head><p>A & B<br></html>");

    assertFails("/show", FailureCode.FEED_INVALID, "A web page was found", sentence);
    assertThat(failure("/show")).hasMessageNotContaining("secret");
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
    String address = "https://m.example/" + "a".repeat(8_000) + ".mp3";
    StringBuilder items = new StringBuilder("<rss><channel>");
    for (int i = 0; i < 6_000; i++) {
      items
          .append("<item><guid>")
          .append(i)
          .append("</guid><enclosure url='")
          .append(address)
          .append("'/></item>");
    }
    site.serve("/show", items + "</channel></rss>").gzip();

    assertFails(
        "/show",
        FailureCode.FEED_TOO_LARGE,
        "items of more than " + (HeapBudget.OF_PROCESS.open().left() >> 20) + " MB");
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
    FeedClient feeds = feeds();
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
  void a_feed_that_comes_too_slowly_ends_at_its_deadline() {
    site.serve("/show", SHOW.items(2_000, "https://media.example"));
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock = () -> Instant.EPOCH.plusSeconds(looks.getAndIncrement());

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () ->
                new FeedClient(web, clock).read(site.url("/show"), Instant.EPOCH.plusSeconds(20)));

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
                new FeedClient(web, InstantSource.system())
                    .read(site.url("/show"), InstantSource.system().instant().plusMillis(50)));

    assertThat(failure.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
  }
}
