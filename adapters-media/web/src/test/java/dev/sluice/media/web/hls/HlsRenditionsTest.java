package dev.sluice.media.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.media.web.ManifestFixture;
import dev.sluice.media.web.testing.HlsSite;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of a playlist's audio renditions are fetched. */
class HlsRenditionsTest extends ManifestFixture {
  private static final String PICTURE =
      "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,CODECS=\"avc1.4d401e,mp4a.40.2\","
          + "AUDIO=\"a\"\n/film\n";

  @BeforeEach
  void serveAll() {
    for (String name : new String[] {"film", "en", "de", "described"}) {
      serve("/" + name + ".ts", "G " + name);
      site.playlist("/" + name, HlsSite.ended("#EXTINF:2,\n/" + name + ".ts\n"));
    }
    site.playlist(
        "/list",
        "#EXTM3U\n"
            + audio("NAME=\"Deutsch\",LANGUAGE=\"de\",CHANNELS=\"6\",URI=\"/de\"")
            + audio(
                "NAME=\"Described\",LANGUAGE=\"en\",AUTOSELECT=YES,"
                    + "CHARACTERISTICS=\"public.accessibility.describes-video\",URI=\"/described\"")
            + audio("NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES,CHANNELS=\"2\",URI=\"/en\"")
            + PICTURE);
  }

  private static String audio(String attributes) {
    return "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\"," + attributes + "\n";
  }

  @Test
  void the_default_is_taken_and_the_others_are_listed() {
    Read read = read();

    assertThat(read.texts()).containsExactly("G film", "G en");
    assertThat(read.inputs().get(0).rendition()).isEmpty();
    assertThat(read.inputs().get(1).rendition())
        .contains(
            new Rendition(Optional.of("en"), Optional.of("English"), Set.of(Disposition.DEFAULT)));
    assertThat(read.others())
        .extracting(StreamReport::title)
        .containsExactly(Optional.of("Deutsch"), Optional.of("Described"));
    StreamReport german = read.others().get(0);
    assertThat(german.codec()).isEqualTo("aac");
    assertThat(german.action()).isEqualTo(Action.DROPPED);
    assertThat(german.language()).contains("de");
    assertThat(german.reason().orElseThrow()).contains("the option 'audio language'");
  }

  @Test
  void the_language_that_was_asked_for_is_taken() {
    output = OutputSpec.DEFAULT.toBuilder().audioLanguages(LanguageChoice.parse("deu")).build();
    assertThat(read().texts()).containsExactly("G film", "G de");

    output = OutputSpec.DEFAULT.toBuilder().audioLanguages(LanguageChoice.parse("en")).build();
    assertThat(read().texts()).as("no description").containsExactly("G film", "G en");
  }

  @Test
  void all_are_taken_if_that_was_asked_for() {
    output = OutputSpec.DEFAULT.toBuilder().audioTracks(AudioTracks.ALL).build();

    Read read = read();

    assertThat(read.texts()).containsExactly("G film", "G en", "G de", "G described");
    assertThat(read.others()).isEmpty();
    assertThat(read.inputs().get(3).rendition().orElseThrow().dispositions())
        .containsExactly(Disposition.VISUAL_IMPAIRED);
  }

  @Test
  void sound_within_the_film_is_described_with_it() {
    site.playlist(
        "/list",
        "#EXTM3U\n"
            + audio("NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES")
            + audio("NAME=\"Deutsch\",LANGUAGE=\"de\",URI=\"/de\"")
            + PICTURE);

    Read read = read();

    assertThat(read.texts()).containsExactly("G film");
    assertThat(read.inputs().get(0).rendition().orElseThrow().language()).contains("en");
    assertThat(read.others()).extracting(StreamReport::language).containsExactly(Optional.of("de"));
  }
}
