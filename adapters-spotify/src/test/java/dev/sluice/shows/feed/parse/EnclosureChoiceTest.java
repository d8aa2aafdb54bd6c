package dev.sluice.shows.feed.parse;

import static dev.sluice.shows.feed.parse.FeedDocuments.episode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.FeedLinks;
import dev.sluice.shows.feed.text.MediaTypes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnclosureChoiceTest {
  @ParameterizedTest
  @CsvSource({
    "https://media.example/1.mp3, audio/mpeg, true",
    "https://media.example/1.mp3, '', true",
    "https://media.example/1.mp3, text/html, true",
    "https://media.example/1.mp3, application/octet-stream, true",
    "https://media.example/play?id=1, audio/mpeg, true",
    "https://media.example/play.php, '', true",
    "https://media.example/play, application/octet-stream, true",
    "https://media.example/play, video/mp4, true",
    "https://media.example/play, nonsense, true",
    "https://media.example/1.pdf, application/pdf, false",
    "https://media.example/1.pdf, '', false",
    "https://media.example/1.jpg, image/jpeg, false",
    "https://media.example/1, text/html, false",
    "https://media.example/1.torrent, application/x-bittorrent, false",
    "https://media.example/1.m3u8, application/x-mpegURL, false",
    "https://media.example/list, audio/x-mpegurl, false"
  })
  void sound_and_picture_are_told_from_the_rest(String url, String type, boolean media) {
    assertThat(MediaTypes.isMedia(SourceUrl.parse(url), MediaTypes.cleaned(type))).isEqualTo(media);
  }

  @Test
  void a_sample_is_not_taken_for_the_episode() {
    String sample = "<media:content url='https://x.example/s.mp3' expression='sample'/>";
    String full = "<media:content url='https://x.example/f.mp3' expression='full'/>";

    assertThat(episode(sample + full).enclosures())
        .extracting(enclosure -> enclosure.url().text())
        .containsExactly("https://x.example/f.mp3");
    assertThat(episode(sample).unavailableReason().orElseThrow()).contains("no more than a sample");
  }

  @Test
  void an_item_without_a_title_is_called_as_its_file_without_the_extension() {
    assertThat(episode("<enclosure url='https://x.example/ep8.mp3'/>").title()).isEqualTo("ep8");
  }

  @Test
  void the_default_comes_first_and_alternates_are_kept() {
    ShowEpisode episode =
        episode(
            "<podcast:alternateEnclosure type=\"video/mp4\"><podcast:source"
                + " uri=\"https://m.example/v.mp4\"/><podcast:source"
                + " uri=\"ipfs://abc\"/><podcast:source uri=\"https://n.example/v\""
                + " contentType=\"video/webm\"/>"
                + "</podcast:alternateEnclosure><media:group><media:content"
                + " url=\"https://m.example/c.mp3\" type=\"audio/mpeg\"/><media:content"
                + " url=\"https://m.example/d.mp3\" type=\"audio/mpeg\""
                + " isDefault=\"true\"/></media:group><media:content"
                + " url=\"https://m.example/p.jpg\" medium=\"image\"/><podcast:alternateEnclosure"
                + " type=\"audio/mpeg\" default=\"true\"><podcast:source"
                + " uri=\"https://m.example/same.mp3\"/></podcast:alternateEnclosure><enclosure"
                + " url=\"https://m.example/1.mp3\" type=\"audio/mpeg\"/><enclosure"
                + " url=\"https://m.example/1.mp3\" type=\"audio/mpeg\"/><enclosure"
                + " url=\"https://m.example/notes.pdf\" type=\"application/pdf\"/>");

    assertThat(episode.enclosures())
        .containsExactly(
            new Enclosure(SourceUrl.parse("https://m.example/1.mp3"), Optional.of("audio/mpeg")),
            new Enclosure(SourceUrl.parse("https://m.example/same.mp3"), Optional.of("audio/mpeg")),
            new Enclosure(SourceUrl.parse("https://m.example/d.mp3"), Optional.of("audio/mpeg")),
            new Enclosure(SourceUrl.parse("https://m.example/v.mp4"), Optional.of("video/mp4")),
            new Enclosure(SourceUrl.parse("https://n.example/v"), Optional.of("video/webm")),
            new Enclosure(SourceUrl.parse("https://m.example/c.mp3"), Optional.of("audio/mpeg")));
    assertThat(episode.image()).contains(SourceUrl.parse("https://m.example/p.jpg"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<x/>                                                | it has no enclosure",
        "<enclosure url=''/>                                 | it has no enclosure",
        "<enclosure url='file:///etc/passwd' type='audio/mpeg'/> | its enclosure is a file:"
            + " address, and only http: and https: are fetched",
        "<enclosure url='data:audio/mpeg;base64,AAAA'/>      | its enclosure is a data: address",
        "<enclosure url='FTP://media.example/1.mp3'/>        | its enclosure is a ftp: address",
        "<enclosure url='http://'/>                          | its enclosure's address cannot be"
            + " read",
        "<enclosure url='https://m.example/1.pdf' type='application/pdf'/> | its enclosure is no"
            + " audio or video but application/pdf",
        "<enclosure url='https://m.example/1.pdf'/>          | its enclosure is no audio or video"
            + " but a .pdf file",
      })
  void an_episode_without_media_says_why(String xml, String why) {
    ShowEpisode episode = episode("<title>The one</title><link>/one</link>" + xml);

    assertThat(episode.enclosures()).isEmpty();
    assertThat(episode.page().text()).isEqualTo("https://feeds.example/one");
    assertThat(episode.unavailableReason().orElseThrow())
        .contains("The episode \"The one\" has no media that can be fetched: " + why)
        .endsWith(" in the feed https://feeds.example/shows/one.xml");
  }

  @Test
  void a_relative_address_is_seen_from_the_feed() {
    assertThat(FeedLinks.resolved(FeedDocuments.BASE, "../a b/1.mp3").orElseThrow().uri())
        .hasToString("https://feeds.example/a%20b/1.mp3");
    assertThat(FeedLinks.resolved(FeedDocuments.BASE, "//m.example/1.mp3").orElseThrow().uri())
        .hasToString("https://m.example/1.mp3");
    assertThat(FeedLinks.resolved(FeedDocuments.BASE, "?page=2").orElseThrow().uri())
        .hasToString("https://feeds.example/shows/one.xml?page=2");
    assertThat(FeedLinks.resolved(FeedDocuments.BASE, "/2?x=1").orElseThrow().uri())
        .hasToString("https://feeds.example/2?x=1");
  }
}
