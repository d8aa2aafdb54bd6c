package dev.sluice.shows.feed.parse;

import static dev.sluice.shows.feed.parse.FeedDocuments.FILE;
import static dev.sluice.shows.feed.parse.FeedDocuments.episode;
import static dev.sluice.shows.feed.parse.FeedDocuments.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FeedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedReaderTest {
  private static final String ENCLOSURE = "<enclosure url=\"" + FILE + "\" type=\"audio/mpeg\"/>";

  @Test
  void an_item_says_all_that_there_is_of_an_episode() {
    ShowEpisode episode =
        episode(
            "<title>Über <b>uns</b> &amp;amp; euch</title><guid isPermaLink=\"false\"> one"
                + " </guid><link>https://show.example/1?from=feed</link><pubDate>Tue, 05 Jan 2021"
                + " 06:07:08 EST</pubDate><description><![CDATA[<p>First</p><p>second &amp;"
                + " third</p>]]></description><itunes:duration>1:02:03</itunes:duration><itunes:image"
                + " href=\"/1.jpg\"/><podcast:transcript url=\"1.vtt\" type=\"text/vtt\""
                + " language=\"en\"/><enclosure url=\"https://media.example/1.mp3?a=1&amp;b=2\""
                + " length=\"7\" type=\"Audio/MPEG; x=y\"/>");

    assertThat(episode.guid()).contains(Guid.ofPublisher("one"));
    assertThat(episode.title()).isEqualTo("Über uns & euch");
    assertThat(episode.page().text()).isEqualTo("https://show.example/1?from=feed");
    assertThat(episode.publishedAt()).contains(Instant.parse("2021-01-05T11:07:08Z"));
    assertThat(episode.description()).contains("First\nsecond & third");
    assertThat(episode.duration()).contains(Duration.ofSeconds(3723));
    assertThat(episode.image()).contains(SourceUrl.parse("https://feeds.example/1.jpg"));
    assertThat(episode.transcript().orElseThrow().url())
        .isEqualTo(SourceUrl.parse("https://feeds.example/shows/1.vtt"));
    assertThat(episode.enclosures())
        .containsExactly(
            new Enclosure(
                SourceUrl.parse("https://media.example/1.mp3?a=1&b=2"), Optional.of("audio/mpeg")));
    assertThat(episode.unavailableReason()).isEmpty();
  }

  @Test
  void an_entry_of_atom_says_as_much() {
    ShowEpisode episode =
        episode(
            FeedText.atom("Show")
                .item(
                    "<id>urn:1</id><title type=\"html\">A &amp;lt;3"
                        + " B</title><updated>2021-02-01T00:00:00Z</updated><published>2021-01-05T06:07:08Z</published><link"
                        + " href=\"https://show.example/1\"/><link rel=\"enclosure\""
                        + " type=\"audio/ogg\" href=\"1.ogg\"/><link rel=\"related\" href=\"/x\"/>"
                        + "<source><id>other</id><title>Other</title></source><content"
                        + " type=\"xhtml\"><div><p>One</p><p>two"
                        + " <i>three</i></p></div></content>"));

    assertThat(episode.guid()).contains(Guid.ofPublisher("urn:1"));
    assertThat(episode.title()).isEqualTo("A <3 B");
    assertThat(episode.publishedAt()).contains(Instant.parse("2021-01-05T06:07:08Z"));
    assertThat(episode.page().text()).isEqualTo("https://show.example/1");
    assertThat(episode.description()).contains("One\ntwo three");
    assertThat(episode.enclosures())
        .extracting(one -> one.url().text())
        .containsExactly("https://feeds.example/shows/1.ogg");
  }

  @Test
  void a_show_says_who_makes_it_and_shows_a_picture() {
    FeedPage page =
        page(
            FeedText.rss("A & B")
                .with(
                    "<image><url>https://show.example/old.png</url><title>Not this</title></image>")
                .with("<itunes:owner><itunes:name>Owner</itunes:name></itunes:owner>")
                .with("<itunes:author>Somebody</itunes:author>")
                .with("<itunes:image href=\"https://show.example/new.png\"/>")
                .with("<textInput><title>Nor this</title></textInput>")
                .with(
                    "<podcast:liveItem><guid>live</guid><title>Live</title>"
                        + ENCLOSURE
                        + "</podcast:liveItem>")
                .item("one", "One", FILE)
                .document());

    assertThat(page.title()).isEqualTo("A & B");
    assertThat(page.author()).contains("Somebody");
    assertThat(page.image()).contains(SourceUrl.parse("https://show.example/new.png"));
    assertThat(page.items()).hasSize(1);
    assertThat(page.movedTo()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  void an_author_and_a_logo_of_atom_are_read() {
    FeedPage page =
        page(
            FeedText.atom("Show")
                .with("<author><name>Somebody</name><uri>https://x.example</uri></author>")
                .with("<logo>/logo.png</logo>")
                .document());

    assertThat(page.author()).contains("Somebody");
    assertThat(page.image()).contains(SourceUrl.parse("https://feeds.example/logo.png"));
  }

  @ParameterizedTest
  @CsvSource({
    "xmlns:x='http://www.itunes.com/dtds/podcast-1.0.dtd', x",
    "xmlns:iTunes='http://www.itunes.com/DTDs/Podcast-1.0.dtd', iTunes",
    "xmlns:other='http://other.example/', itunes",
    "'', itunes"
  })
  void a_namespace_is_known_by_its_name_or_else_by_its_usual_prefix(
      String declared, String prefix) {
    FeedPage page =
        page(
            "<rss %s><channel><item><%s:duration>90</%s:duration>%s</item></channel></rss>"
                .formatted(declared, prefix, prefix, ENCLOSURE));

    assertThat(page.items().get(0).episode().duration()).contains(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<title></title><itunes:title>Of iTunes</itunes:title> | Of iTunes",
        "<media:title>Of media</media:title>                    | Of media",
        "<guid>g</guid>                                         | 1",
        "<media:group><media:title>In a group</media:title></media:group> | In a group",
      })
  void an_episode_always_has_a_title(String xml, String title) {
    assertThat(episode(xml + ENCLOSURE).title()).isEqualTo(title);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<content:encoded>long</content:encoded><description>short</description> | short",
        "<description> </description><content:encoded>long</content:encoded> | long",
        "<itunes:subtitle>sub</itunes:subtitle><itunes:summary>sum</itunes:summary> | sum",
        "<media:group><media:description>in group</media:description></media:group> | in group",
      })
  void of_several_descriptions_the_one_of_the_feed_itself_is_taken(String xml, String text) {
    assertThat(episode(xml + ENCLOSURE).description()).contains(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<guid>https://show.example/1</guid><x/> | https://show.example/1 | https://show.example/1",
        "<guid isPermaLink='false'>https://show.example/1</guid> | https://show.example/1 |"
            + " https://media.example/1.mp3",
        "<x/>                                    | '' |" + " https://media.example/1.mp3",
        "<guid/><link>/1</link>                  | '' |" + " https://feeds.example/1",
      })
  void guid_and_page_are_the_feeds_and_the_page_else_the_medias(
      String xml, String guid, String page) {
    ShowEpisode episode =
        episode(xml + "<enclosure url='https://media.example/1.mp3' type='audio/mpeg'/>");

    assertThat(episode.guid().map(Guid::text).orElse("")).isEqualTo(guid);
    assertThat(episode.page().text()).isEqualTo(page);
  }

  @Test
  void long_texts_are_cut() {
    ShowEpisode episode =
        episode(
            "<title>One</title><description>"
                + "wörd ".repeat(40_000)
                + "</description>"
                + ENCLOSURE);

    assertThat(episode.description().orElseThrow().length()).isBetween(50_000, 1 << 16);
    assertThat(episode.enclosures()).hasSize(1);
  }

  @Test
  void long_titles_are_cut_as_well() {
    ShowEpisode episode =
        episode("<title>" + "\ud83d\ude00".repeat(2_000) + "</title>" + ENCLOSURE);

    assertThat(episode.title()).hasSize(999).endsWith("\ude00…");
  }

  @Test
  void an_item_within_an_item_is_a_failure_and_not_one_item_less() {
    assertThatThrownBy(
            () -> page("<rss><channel><item><title>a</title><item/></item></channel></rss>"))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.FEED_INVALID))
        .hasMessageContaining("an item within item 1");
  }

  @Test
  void items_of_old_formats_are_found_where_they_are() {
    FeedPage page =
        page(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
                + " xmlns='http://purl.org/rss/1.0/'>"
                + "<channel><title>Old</title></channel><item><title>One</title>"
                + ENCLOSURE
                + "</item></rdf:RDF>");

    assertThat(page.title()).isEqualTo("Old");
    assertThat(page.items()).hasSize(1);
  }

  @Test
  void a_hundred_thousand_names_of_characters_are_no_bomb() {
    String names = "<title>" + "&amp;&#65;".repeat(5_000) + "</title>" + ENCLOSURE;
    FeedText feed = FeedText.rss("Show");
    for (int i = 0; i < 10; i++) {
      feed = feed.item(names);
    }

    assertThat(page(feed.document()).items()).hasSize(10);
  }
}
