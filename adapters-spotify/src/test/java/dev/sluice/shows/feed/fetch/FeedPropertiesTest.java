package dev.sluice.shows.feed.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.shows.feed.FeedSource;
import dev.sluice.shows.feed.parse.FeedDocuments;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.fake.PlainWebClient;
import dev.sluice.testkit.site.SiteResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every feed, tried on many. */
class FeedPropertiesTest {
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");
  private static final FeedText SHOW =
      FeedText.rss("Tom & Jérôme")
          .with("<itunes:image href=\"https://show.example/1.png\"/><!-- made by hand -->")
          .item("a", "A & <b>", "https://media.example/a.mp3?x=1&y=2")
          .item(
              "b",
              "B",
              "https://media.example/b.mp3",
              "<description><![CDATA[<p>one</p> ]] &"
                  + " two]]></description><itunes:duration>90</itunes:duration>")
          .item("c", "\ud83d\ude00", "https://media.example/c.mp3", "<x y='&gt;'/>");

  @Test
  void a_feed_that_is_cut_anywhere_is_a_failure_or_whole() {
    String document = SHOW.document();
    List<String> whole = identities(document);
    int last = document.lastIndexOf('>');

    for (int length = 0; length < document.length(); length++) {
      String cut = document.substring(0, length);
      if (length > last) {
        assertThat(identities(cut)).isEqualTo(whole);
      } else {
        assertThatThrownBy(() -> identities(cut))
            .as("after %d characters", length)
            .isInstanceOfSatisfying(
                SluiceException.class,
                e -> assertThat(e.code()).isEqualTo(FailureCode.FEED_INVALID));
      }
    }
  }

  @Test
  void a_compressed_feed_that_is_cut_at_any_byte_is_a_failure_or_whole() throws IOException {
    byte[] bytes = gzip(SHOW.bytes());
    try (FeedSite site = FeedSite.start()) {
      SiteResource resource =
          site.serve("/show", bytes).header("Content-Encoding", "gzip").etag("").closeDelimited();
      FeedSource feeds = new FeedClient(new PlainWebClient(), InstantSource.fixed(Instant.EPOCH));
      Show whole = feeds.read(site.url("/show"), DEADLINE);

      for (int length = 0; length < bytes.length; length++) {
        resource.cutAfter(length);
        Show read;
        try {
          read = feeds.read(site.url("/show"), DEADLINE);
        } catch (SluiceException e) {
          assertThat(e.code()).as("%d bytes", length).isEqualTo(FailureCode.FEED_INVALID);
          continue;
        }
        // Only what stands behind the last element may be missing.
        assertThat(read).isEqualTo(whole);
        assertThat(length).isGreaterThan(bytes.length - 20);
      }
    }
  }

  @Test
  void a_feed_that_lacks_a_piece_is_a_failure_or_has_all_of_its_items() {
    String document = SHOW.document();
    Random random = new Random(7);

    for (int i = 0; i < 4_000; i++) {
      int from = random.nextInt(document.length());
      int to = Math.min(document.length(), from + 1 + random.nextInt(3));
      String damaged = document.substring(0, from) + document.substring(to);
      int items;
      try {
        items = FeedDocuments.page(damaged).items().size();
      } catch (SluiceException e) {
        assertThat(e.code()).isEqualTo(FailureCode.FEED_INVALID);
        continue;
      }
      assertThat(items).as(damaged).isEqualTo(3);
    }
  }

  static Stream<String> faultsThatAreHealed() {
    return Stream.of(
        "&",
        "& ",
        "&&",
        "&x",
        "&nbsp",
        "&nbsp;",
        "&unknown;",
        "&#0;",
        "&#x1F;",
        "&#150;",
        "\u0000",
        "\u0008",
        "\u001f",
        "\uffff",
        "\ud800",
        "\udc00",
        "\u0092",
        "]]>",
        "<3",
        "< 5",
        "> 5",
        "<![CDATA[<item>]]>",
        "<!-- <item> -->",
        "<!---->",
        "<?php echo '<item>' ?>",
        "<none:such of='x'/>",
        "<none:such/>");
  }

  @ParameterizedTest
  @MethodSource("faultsThatAreHealed")
  void a_fault_that_is_healed_leaves_all_items_wherever_it_is_in_their_texts(String fault) {
    String document = SHOW.document();
    List<String> whole = identities(document);

    for (String title : List.of("<title>Tom", "<title>A ", "<title>B", "<![CDATA[<p>one")) {
      int at = document.indexOf(title);
      int inside = title.startsWith("<title>") ? at + "<title>".length() : at - 1;
      String damaged =
          title.startsWith("<title>")
              ? document.substring(0, inside) + fault + document.substring(inside)
              : document.replace("<![CDATA[<p>one", fault + "<![CDATA[<p>one");
      assertThat(identities(damaged)).as(title).isEqualTo(whole);
    }
  }

  @Test
  void noise_of_any_kind_is_never_anything_but_a_feed_or_a_failure() {
    String[] pieces = {
      "<rss>",
      "</rss>",
      "<channel>",
      "</channel>",
      "<item>",
      "</item>",
      "<title>",
      "</title>",
      "&",
      ";",
      "<",
      ">",
      "\"",
      "'",
      "=",
      "]]>",
      "<![CDATA[",
      "<!--",
      "-->",
      "<?",
      "?>",
      "<!DOCTYPE",
      "[",
      "a",
      " ",
      "\u0000",
      "\ud83d",
      "<enclosure url=\"x.mp3\"/>",
      "#x",
      "amp"
    };
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder("<rss><channel>");
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      text.append("</channel></rss>");
      try {
        assertThat(FeedDocuments.page(text.toString())).isNotNull();
      } catch (SluiceException e) {
        assertThat(e.code()).as("seed %d: %s", seed, text).isEqualTo(FailureCode.FEED_INVALID);
      }
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static List<String> identities(String document) {
    return FeedDocuments.page(document).items().stream()
        .map(item -> item.episode().guid().orElseThrow().text())
        .toList();
  }
}
