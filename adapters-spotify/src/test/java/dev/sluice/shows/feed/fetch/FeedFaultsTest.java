package dev.sluice.shows.feed.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.shows.testing.FeedText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a feed, and the sentence for it. */
class FeedFaultsTest extends FaultyFeedFixture {
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

  @ParameterizedTest
  @ValueSource(strings = {"Tue, 05 Jan 2021 06:01:40 GMT", "Tue Jan  5 06:01:40 2021"})
  void a_wait_that_is_a_moment_is_told_by_the_hosts_own_clock(String header) {
    site.serve("/show", SHOW)
        .status(429)
        .header("Date", "Tue, 05 Jan 2021 06:00:00 GMT")
        .header("Retry-After", header);

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

    assertFails(
        "/1.mp3",
        FailureCode.FEED_INVALID,
        "Audio or video was found",
        "without the option 'feed'");
    assertFails(
        "/2", FailureCode.FEED_INVALID, "Audio or video was found", "without the option 'feed'");
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
}
