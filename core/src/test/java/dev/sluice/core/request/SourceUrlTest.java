package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://a.example/b, http://a.example/b",
    "HTTPS://A.Example/B, HTTPS://A.Example/B",
    "'  http://a.example/b  ', http://a.example/b",
    "http://a.example, http://a.example",
    "http://a.example?x=1, http://a.example?x=1",
    "http://a.example:8080/b, http://a.example:8080/b",
    "http://a.example/my talk.mp4, http://a.example/my%20talk.mp4",
    "http://a.example/ä, http://a.example/%C3%A4",
    "http://a.example/%C3%A4, http://a.example/%C3%A4",
    "http://a.example/100%, http://a.example/100%25",
    "http://a.example/%zz, http://a.example/%25zz",
    "http://a.example/a|b[1]{2}, http://a.example/a%7Cb%5B1%5D%7B2%7D",
    "http://a.example/a?b=[c]&d=e f, http://a.example/a?b=%5Bc%5D&d=e%20f",
    "http://a.example/a#b#c, http://a.example/a#b%23c",
    "http://a.example/\uD83D\uDE00, http://a.example/%F0%9F%98%80",
    "http://bücher.example/a, http://xn--bcher-kva.example/a",
    "http://u:p@bücher.example:81/a, http://u:p@xn--bcher-kva.example:81/a",
    "http://[::1]:80/a, http://[::1]:80/a",
    "http://u:p%40ss@a.example/b, http://u:p%40ss@a.example/b",
    "http://u s:p[@a.example/b, http://u%20s:p%5B@a.example/b",
    "http://u@v:p@a.example/b, http://u%40v:p@a.example/b",
    "http://a.example:/b, http://a.example/b",
    "http://a.example/b\\c, http://a.example/b%5Cc",
    "http://a.example./b, http://a.example./b",
    "feed://a.example/b, http://a.example/b",
    "Feed:https://a.example/b, https://a.example/b",
    "pcast://a.example/b?c, http://a.example/b?c",
    "itpc://a.example/b, http://a.example/b",
    "spotify:show:4rOoJ6Egrf8K2IrywzwOMk, https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk",
    "spotify:episode:4rOoJ6Egrf8K2IrywzwOMk,"
        + " https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
  })
  void what_has_one_meaning_is_healed(String text, String uri) {
    assertThat(SourceUrl.parse(text).uri()).hasToString(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "'', The URL is empty",
    "'   ', The URL is empty",
    "a.example/b, The URL must begin with http:// or https://",
    "/etc/passwd, The URL must begin with http:// or https://",
    "//a.example/b, The URL must begin with http:// or https://",
    "file:///etc/passwd, The URL must begin with http:// or https://",
    "spotify:track:4rOoJ6Egrf8K2IrywzwOMk, The URL must begin with http:// or https://",
    "ftp://a.example/b, The URL must begin with http:// or https://",
    "javascript:alert(1), The URL must begin with http:// or https://",
    "http:a.example, The URL names no host",
    "http://, The URL names no host",
    "http:///b, The URL names no host",
    "http://:80/b, The URL names no host",
    "http://?b, The URL names no host",
    "http://u@/b, The URL names no host",
    "http://a.example:0/b, The URL's port is not between 1 and 65535",
    "http://a.example:65536/b, The URL's port is not between 1 and 65535",
    "http://a.example:99999999999/b, The URL's port is not between 1 and 65535",
    "http://a.example:x/b, The URL's port is not between 1 and 65535",
    "http://a b.example/, The URL's host is malformed",
    "http://a..example/, The URL's host is malformed",
    "http://[::1/b, The URL's host is malformed",
    "http://[1.2.3.4]/b, The URL's host is malformed",
    "http://bü cher.example/b, The URL's host is malformed",
    "http://good.example\\@bad.example/a, The URL's host is malformed",
    "http://good.example\\.bad.example/a, The URL's host is malformed",
    "http://a_b.example/a, The URL's host is malformed",
    "http://a.example:8080:1/a, The URL's port is not between 1 and 65535",
  })
  void everything_else_is_refused_with_a_sentence(String text, String sentence) {
    assertThatThrownBy(() -> SourceUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hush@a b.example/?token=hush",
        "http://user:hush@a.example:x/?token=hush",
        "http://user:hush@/?token=hush",
        "http://user:hush@[::1/?token=hush",
        "http://user:hush@bü..cher/?token=hush",
        "gopher://user:hush@a.example/?token=hush",
      })
  void no_refusal_repeats_a_secret(String text) {
    assertThatThrownBy(() -> SourceUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hush");
  }

  @Test
  void the_length_is_limited() {
    String longest = "http://a.example/" + "x".repeat(SourceUrl.MAX_LENGTH - 17);

    assertThat(SourceUrl.parse(longest).text()).hasSize(SourceUrl.MAX_LENGTH);
    assertThatThrownBy(() -> SourceUrl.parse(longest + "x"))
        .hasMessage("The URL is longer than 8192 characters");
  }

  @Test
  void the_text_stays_as_given_and_the_string_shows_no_secret() {
    SourceUrl url = SourceUrl.parse("https://us:pw@A.example:8443/b/c d.mp4?sign=x#t");

    assertThat(url.text()).isEqualTo("https://us:pw@A.example:8443/b/c d.mp4?sign=x#t");
    assertThat(url).hasToString("https://A.example:8443/b/c%20d.mp4");
    assertThat(url.host()).isEqualTo("a.example");
    assertThat(url.lastSegment()).isEqualTo("c d.mp4");
    assertThat(SourceUrl.redacted(URI.create("http://u:p@x/y?z#q"))).isEqualTo("http://x/y");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example, ''",
    "http://a.example/, ''",
    "http://a.example/b/, ''",
    "http://a.example/b/c?d=/e, c",
    "http://a.example/b%2Fc, c",
  })
  void the_last_segment_is_what_stands_behind_the_last_slash(String text, String segment) {
    assertThat(SourceUrl.parse(text).lastSegment()).isEqualTo(segment);
  }

  @Test
  void equal_is_what_leads_to_the_same_place() {
    assertThat(SourceUrl.parse(" http://a.example/b c"))
        .isEqualTo(SourceUrl.parse("http://A.example/b%20c"));
    assertThat(SourceUrl.parse("http://a.example/B"))
        .isNotEqualTo(SourceUrl.parse("http://a.example/b"));
  }

  /** The examples of RFC 3986, 5.4, but for those with schemes that are not http or https. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "g             | http://a/b/c/g",
        "./g           | http://a/b/c/g",
        "g/            | http://a/b/c/g/",
        "/g            | http://a/g",
        "//g           | http://g",
        "?y            | http://a/b/c/d;p?y",
        "g?y           | http://a/b/c/g?y",
        "#s            | http://a/b/c/d;p?q#s",
        "g#s           | http://a/b/c/g#s",
        "g?y#s         | http://a/b/c/g?y#s",
        ";x            | http://a/b/c/;x",
        "g;x           | http://a/b/c/g;x",
        "g;x?y#s       | http://a/b/c/g;x?y#s",
        "''            | http://a/b/c/d;p?q",
        ".             | http://a/b/c/",
        "./            | http://a/b/c/",
        "..            | http://a/b/",
        "../           | http://a/b/",
        "../g          | http://a/b/g",
        "../..         | http://a/",
        "../../        | http://a/",
        "../../g       | http://a/g",
        "../../../g    | http://a/g",
        "../../../../g | http://a/g",
        "/./g          | http://a/g",
        "/../g         | http://a/g",
        "g.            | http://a/b/c/g.",
        ".g            | http://a/b/c/.g",
        "g..           | http://a/b/c/g..",
        "..g           | http://a/b/c/..g",
        "./../g        | http://a/b/g",
        "./g/.         | http://a/b/c/g/",
        "g/./h         | http://a/b/c/g/h",
        "g/../h        | http://a/b/c/h",
        "g;x=1/./y     | http://a/b/c/g;x=1/y",
        "g;x=1/../y    | http://a/b/c/y",
        "g?y/./x       | http://a/b/c/g?y/./x",
        "g?y/../x      | http://a/b/c/g?y/../x",
        "g#s/./x       | http://a/b/c/g#s/./x",
        "g#s/../x      | http://a/b/c/g#s/../x",
      })
  void a_reference_is_resolved_as_rfc_3986_says(String reference, String url) {
    assertThat(SourceUrl.resolve(URI.create("http://a/b/c/d;p?q"), reference).uri())
        .hasToString(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://b.example/x/../y   | https://b.example/x/../y",
        " seg 1.ts                  | http://u:p@a.example:81/v//seg%201.ts",
        "x//y.ts?sig=a//b           | http://u:p@a.example:81/v//x//y.ts?sig=a//b",
        "/ä.ts                      | http://u:p@a.example:81/%C3%A4.ts",
      })
  void a_reference_is_healed_and_its_empty_segments_stay(String reference, String url) {
    URI base = URI.create("http://u:p@a.example:81/v//list.m3u8?sig=1");

    assertThat(SourceUrl.resolve(base, reference).uri()).hasToString(url);
  }

  @Test
  void a_reference_from_a_host_without_a_path_is_relative_to_its_root() {
    assertThat(SourceUrl.resolve(URI.create("http://a.example"), "g").uri())
        .hasToString("http://a.example/g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "g:h", "data:,x", "http:g", "///x"})
  void a_reference_to_something_else_is_refused(String reference) {
    assertThatThrownBy(() -> SourceUrl.resolve(URI.create("http://a/b"), reference))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void one_that_cannot_be_decrypted_is_shown_and_not_opened() {
    SourceUrl url = SourceUrl.unreadable("sealed.x", "https://a.example:81/b", "no key");

    assertThat(url.text()).isEqualTo("https://a.example:81/b");
    assertThat(url).hasToString("https://a.example:81/b");
    assertThat(url.host()).isEqualTo("a.example");
    assertThat(url.sealed()).contains("sealed.x");
    assertThat(url).isNotEqualTo(SourceUrl.parse("https://a.example:81/b"));
    assertThatThrownBy(url::uri)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SECRET_UNREADABLE))
        .hasMessage("no key");
  }
}
