package dev.sluice.media.web.dash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.media.web.ManifestFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of a manifest's adaptation sets are fetched. */
class DashRenditionsTest extends ManifestFixture {
  private static final String ROLE = "<Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"%s\"/>";
  private static final String DESCRIPTION =
      "<Accessibility schemeIdUri=\"urn:tva:metadata:cs:AudioPurposeCS:2007\" value=\"1\"/>";
  private static final String TRICK_PLAY =
      "<EssentialProperty schemeIdUri=\"http://dashif.org/guidelines/trickmode\" value=\"1\"/>";

  @BeforeEach
  void serveAll() {
    for (String name : new String[] {"film", "trick", "signs", "en", "de", "described"}) {
      serve("/" + name, name);
    }
  }

  private static String set(String kind, String name, String attributes, String content) {
    return ("<AdaptationSet mimeType=\"%s/mp4\" %s>%s<SegmentList duration=\"2\"><SegmentURL"
            + " media=\"/%s\"/></SegmentList><Representation codecs=\"%s\" %s/></AdaptationSet>")
        .formatted(
            kind,
            attributes,
            content,
            name,
            kind.equals("video") ? "avc1.4d401e" : "mp4a.40.2",
            kind.equals("video") ? "width=\"640\" height=\"360\"" : "");
  }

  private void sets(String... sets) {
    mpd("", "<Period duration=\"PT2S\">" + String.join("", sets) + "</Period>");
  }

  private static String channels(int count) {
    return "<AudioChannelConfiguration"
        + " schemeIdUri=\"urn:mpeg:dash:23003:3:audio_channel_configuration:2011\" value=\""
        + count
        + "\"/>";
  }

  private void languages() {
    sets(
        set("audio", "described", "lang=\"en\"", DESCRIPTION + channels(6)),
        set("audio", "de", "lang=\"de\"", ROLE.formatted("dub") + channels(6)),
        set("video", "film", "", ""),
        set("audio", "en", "lang=\"en\"", ROLE.formatted("main") + "<Label>English</Label>"));
  }

  @Test
  void the_main_sound_is_taken_and_the_others_are_listed() {
    languages();

    Read read = read();

    assertThat(read.texts()).containsExactly("film", "en");
    assertThat(read.inputs().get(1).rendition())
        .contains(
            new Rendition(Optional.of("en"), Optional.of("English"), Set.of(Disposition.DEFAULT)));
    assertThat(read.others())
        .extracting(StreamReport::dispositions)
        .containsExactly(Set.of(Disposition.DUB), Set.of(Disposition.VISUAL_IMPAIRED));
    assertThat(read.others()).allSatisfy(other -> assertThat(other.codec()).isEqualTo("aac"));
  }

  @Test
  void the_language_that_was_asked_for_is_taken() {
    languages();
    output = OutputSpec.DEFAULT.toBuilder().audioLanguages(LanguageChoice.parse("ger")).build();

    assertThat(read().texts()).containsExactly("film", "de");
  }

  @Test
  void all_are_taken_if_that_was_asked_for() {
    languages();
    output = OutputSpec.DEFAULT.toBuilder().audioTracks(AudioTracks.ALL).build();

    Read read = read();

    assertThat(read.texts()).containsExactly("film", "en", "de", "described");
    assertThat(read.others()).isEmpty();
  }

  @Test
  void pictures_for_seeking_and_those_with_signs_are_not_the_film() {
    sets(
        set("video", "film", "", ROLE.formatted("main")),
        set("video", "signs", "", ROLE.formatted("sign")).replace("360", "720"),
        set("video", "trick", "", TRICK_PLAY).replace("360", "1080"));
    assertThat(text()).isEqualTo("film");

    sets(set("video", "trick", "", TRICK_PLAY));
    assertThat(text()).as("alone").isEqualTo("trick");
  }

  @Test
  void kinds_are_recognised_by_whatever_names_them() {
    String mp4 = "mimeType=\"application/mp4\" ";
    sets(
        set("video", "film", "", "").replace("mimeType=\"video/mp4\"", mp4),
        set("audio", "en", "", "")
            .replace("mimeType=\"audio/mp4\"", mp4 + "contentType=\"audio\""));

    assertThat(read().texts()).containsExactly("film", "en");
  }

  @Test
  void subtitles_are_offered_or_listed() {
    String text =
        "<AdaptationSet mimeType=\"text/vtt\""
            + " lang=\"en\"><Representation><BaseURL>/en.vtt</BaseURL>"
            + "</Representation></AdaptationSet>";
    String inSegments =
        set("application", "de", "lang=\"de\"", "").replace("mp4a.40.2", "stpp.ttml.im1i");
    sets(set("video", "film", "", ""), text, inSegments);

    Read read = read();

    assertThat(read.texts()).containsExactly("film");
    assertThat(read.subtitles()).singleElement().asString().contains("/en.vtt", "en");
    assertThat(read.others()).hasSize(1);
    assertThat(read.others().get(0).kind()).isEqualTo(StreamKind.SUBTITLE);
    assertThat(read.others().get(0).language()).contains("de");
  }

  private static String inSegments(String type, String codecs) {
    return "<AdaptationSet mimeType=\"%s\" %s lang=\"de\"><Representation><BaseURL>/text</BaseURL>"
        .concat("<SegmentTemplate duration=\"2\" media=\"/t$Number$\"/></Representation>")
        .concat("</AdaptationSet>")
        .formatted(type, codecs == null ? "" : "codecs=\"" + codecs + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "application/mp4, stpp",
    "application/mp4, stpp.ttml.im1t",
    "application/mp4, wvtt",
    "application/ttml+xml,"
  })
  void texts_in_any_form_are_offered(String type, String codecs) {
    sets(set("video", "film", "", ""), inSegments(type, codecs));

    Read read = read();

    assertThat(read.texts()).containsExactly("film");
    assertThat(read.others()).isEmpty();
    assertThat(read.subtitles())
        .singleElement()
        .extracting("language")
        .isEqualTo(Optional.of("de"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/mp4, stpp.ttml.im1i, ttml, are pictures",
    "application/ttml+xml, im2i, ttml, are pictures",
    "text/x, , webvtt, in WebVTT and TTML"
  })
  void other_subtitles_are_named_with_the_reason_why_they_are_left_out(
      String type, String codecs, String codec, String reason) {
    sets(set("video", "film", "", ""), inSegments(type, codecs));

    Read read = read();

    assertThat(read.texts()).containsExactly("film");
    assertThat(read.subtitles()).isEmpty();
    StreamReport left = read.others().get(0);
    assertThat(read.others()).hasSize(1);
    assertThat(left.kind()).isEqualTo(StreamKind.SUBTITLE);
    assertThat(left.codec()).isEqualTo(codec);
    assertThat(left.language()).contains("de");
    assertThat(left.action()).isEqualTo(StreamReport.Action.DROPPED);
    assertThat(left.reason().orElseThrow()).contains(reason);
  }

  private static String words(String segments) {
    return "<AdaptationSet mimeType=\"text/vtt\" lang=\"en\"><Representation id=\"t\">"
        + segments
        + "</Representation></AdaptationSet>";
  }

  @Test
  void subtitles_in_segments_are_read_with_the_shift_of_their_period() {
    // A transport stream, since that can be joined without an init segment.
    String film = set("video", "film", "", "");
    serve("/film", "G film");
    serve("/t1", "WEBVTT\n\none");
    serve("/t2", "WEBVTT\n\ntwo");
    serve("/t3", "WEBVTT\n\nthree");
    mpd(
        "",
        "<Period start=\"PT10S\" duration=\"PT4S\">"
            + film
            + words("<SegmentTemplate duration=\"2\" media=\"/t$Number$\"/>")
            + "</Period><Period duration=\"PT2S\">"
            + film
            + words("<BaseURL>/t3</BaseURL>")
            + "</Period>");

    try (Media media = open("/list")) {
      SubtitleTrack track = media.subtitles().get(0);
      assertThat(media.subtitles()).hasSize(1);
      assertThat(media.otherRenditions()).isEmpty();
      assertThat(track.language()).contains("en");
      MediaFetcher session = media.session().orElseThrow();
      assertThat(session.handles(track.url())).isTrue();
      try (Media words = session.open(track.url(), monitor)) {
        MediaInput input = words.inputs().get(0);
        assertThat(all(input)).isEqualTo("WEBVTT\n\noneWEBVTT\n\ntwoWEBVTT\n\nthree");
        assertThat(input.pieceAt(0).orElseThrow().shift()).contains(Duration.ofSeconds(10));
        assertThat(input.pieceAt(25).orElseThrow().shift()).contains(Duration.ofSeconds(14));
      }
    }
  }

  @Test
  void subtitles_whose_segments_cannot_be_listed_are_no_reason_to_fail() {
    sets(set("video", "film", "", ""), words("<SegmentTemplate media=\"/t$Number$\"/>"));

    Read read = read();

    assertThat(read.texts()).containsExactly("film");
    assertThat(read.subtitles()).isEmpty();
    assertThat(read.others()).singleElement().extracting("kind").isEqualTo(StreamKind.SUBTITLE);
  }

  @Test
  void subtitles_that_differ_by_their_label_are_all_offered() {
    String simple = words("<SegmentTemplate duration=\"2\" media=\"/a$Number$\"/>");
    String full = words("<SegmentTemplate duration=\"2\" media=\"/b$Number$\"/>");
    sets(
        set("video", "film", "", ""),
        simple.replace("<Repr", "<Label>Simple</Label><Repr"),
        full.replace("<Repr", "<Label>Full</Label><Repr"));

    Read read = read();

    assertThat(read.subtitles()).hasSize(2);
    assertThat(read.others()).isEmpty();
  }

  @Test
  void subtitles_of_too_many_segments_are_listed_and_fail_nothing() {
    serve("/film", "G film");
    String film = set("video", "film", "", "");
    String texts =
        words("<SegmentTemplate duration=\"1\" media=\"/a$Number$\"/>")
            + words("<SegmentTemplate duration=\"99999\" media=\"/b$Number$\"/>")
                .replace("\"en\"", "\"de\"");
    String period = "<Period duration=\"PT150000S\">" + film + texts + "</Period>";
    mpd("", period + period);

    try (Media media = open("/list")) {
      assertThat(media.subtitles()).singleElement().asString().contains("de");
      assertThat(media.otherRenditions())
          .singleElement()
          .satisfies(other -> assertThat(other.language()).contains("en"));
    }
  }

  @Test
  void a_time_beyond_all_clocks_is_refused() {
    String template =
        "<SegmentTemplate timescale=\"1\" presentationTimeOffset=\"999999999999999999\""
            + " duration=\"2\" media=\"/v$Number$\"/>";
    serve("/v1", "film");
    mpd(
        "",
        "<Period duration=\"PT2S\"><AdaptationSet mimeType=\"video/mp4\">"
            + template
            + "<Representation id=\"v\" bandwidth=\"1\"/></AdaptationSet></Period>");

    assertThat(code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
  }

  @Test
  void properties_of_colour_exclude_nothing() {
    String colour =
        "<EssentialProperty schemeIdUri=\"urn:mpeg:mpegB:cicp:ColourPrimaries\" value=\"9\"/>";
    sets(
        set("video", "trick", "", "<EssentialProperty schemeIdUri=\"urn:x\"/>")
            .replace("360", "720"),
        set("video", "film", "", colour));

    assertThat(text()).isEqualTo("film");
  }

  @Test
  void of_equal_tracks_the_one_with_more_channels_is_taken() {
    sets(
        set("video", "film", "", ""),
        set("audio", "en", "", channels(2)),
        set(
            "audio",
            "de",
            "",
            "<AudioChannelConfiguration schemeIdUri=\"tag:dolby.com,2014:dash:"
                + "audio_channel_configuration:2011\" value=\"F801\"/>"));

    assertThat(read().texts()).containsExactly("film", "de");
  }

  @Test
  void the_other_periods_continue_in_the_same_language() {
    String first = set("audio", "de", "lang=\"de\"", "") + set("audio", "en", "lang=\"en\"", "");
    String init = "<SegmentList duration=\"2\"><Initialization sourceURL=\"/init\"/>";
    serve("/init", "\0\0\0\bftyp");
    serve("/de", "\0\0\0\bmoof");
    serve("/en", "\0\0\0\tmoofe");
    String sets = first.replace("<SegmentList duration=\"2\">", init);
    String reversed =
        (set("audio", "en", "lang=\"en\"", "") + set("audio", "de", "lang=\"de\"", ""))
            .replace("<SegmentList duration=\"2\">", init);
    mpd(
        "",
        "<Period duration=\"PT2S\">"
            + sets
            + "</Period><Period duration=\"PT1S\">"
            + reversed
            + "</Period>");
    output = OutputSpec.DEFAULT.toBuilder().audioLanguages(LanguageChoice.parse("en")).build();

    assertThat(text()).isEqualTo("\0\0\0\bftyp\0\0\0\tmoofe\0\0\0\tmoofe");
  }
}
