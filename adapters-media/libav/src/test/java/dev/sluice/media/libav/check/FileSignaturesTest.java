package dev.sluice.media.libav.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSignaturesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<rss version='2.0'><channel>",
        "\n<?xml version='1.0'?>\n<?xml-stylesheet href='x'?>\n<!-- by\n> hand -->\n<rss>",
        "\ufeff<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>",
        "<!DOCTYPE rss PUBLIC 'x'><RSS version='0.91'>",
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>"
      })
  void a_feed_is_recognized_and_feed_url_is_named(String head) {
    assertNotMedia(
        head,
        "is a feed (RSS or Atom), not video or audio; to convert its episodes, send its URL as"
            + " the option 'feed'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<?xml version='1.0'?><opml version='2.0'>",
        "<?xml version='1.0'?><!-- <rss> --><smil>",
        "<svg><rss>",
        "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'>"
      })
  void another_document_is_only_that(String head) {
    assertNotMedia(head, "is an XML document, not video or audio");
  }

  private static void assertNotMedia(String head, String sentence) {
    assertThatThrownBy(() -> FileSignatures.check(head.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_MEDIA))
        .hasMessageContaining(sentence);
  }
}
