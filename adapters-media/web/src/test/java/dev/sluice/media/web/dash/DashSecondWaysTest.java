package dev.sluice.media.web.dash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.ManifestFixture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that promise a moment too much, and sources with another way to the film. */
class DashSecondWaysTest extends ManifestFixture {
  private static final String INIT = "\0\0\0\u0008ftyp";

  @BeforeEach
  void serveAll() {
    serve("/init", INIT);
    for (int i = 1; i <= 3; i++) {
      serve("/film/" + i, segment(i));
    }
  }

  private static String segment(int number) {
    return "\0\0\0\u0009moof" + number;
  }

  private static String film(int segments) {
    StringBuilder film = new StringBuilder(INIT);
    for (int i = 1; i <= segments; i++) {
      film.append(segment(i));
    }
    return film.toString();
  }

  private static String video(String content) {
    return "<AdaptationSet mimeType=\"video/mp4\">%s<Representation id=\"v\"/></AdaptationSet>"
        .formatted(content);
  }

  private static String template(String attributes, String content) {
    return "<SegmentTemplate initialization=\"/init\" media=\"film/$Number$\" %s>%s</SegmentTemplate>"
        .formatted(attributes, content);
  }

  private void numbered(String duration, String attributes) {
    mpd(
        "mediaPresentationDuration=\"" + duration + "\"",
        "<Period>" + video(template("duration=\"2\" " + attributes, "")) + "</Period>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT6S", "PT6.1S", "PT6.9S"})
  void a_duration_may_reach_a_moment_beyond_the_last_segment(String duration) {
    numbered(duration, "");

    assertThat(text()).isEqualTo(film(3));
  }

  @Test
  void a_timeline_may_reach_a_moment_beyond_the_last_segment() {
    mpd(
        "mediaPresentationDuration=\"PT6.1S\"",
        "<Period>"
            + video(template("", "<SegmentTimeline><S d=\"2\" r=\"-1\"/></SegmentTimeline>"))
            + "</Period>");

    assertThat(text()).isEqualTo(film(3));
  }

  @Test
  void more_than_a_moment_is_missing() {
    numbered("PT7.5S", "");
    assertThat(code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);

    numbered("PT6.1S", "");
    serve("/film/2", "").status(404);
    assertThat(code()).as("in the middle").isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void a_short_last_segment_that_is_there_is_taken() {
    serve("/film/4", segment(4));
    numbered("PT6.1S", "");

    assertThat(text()).isEqualTo(film(4));
  }

  @Test
  void the_last_number_is_the_end() {
    numbered("PT60S", "endNumber=\"3\"");
    assertThat(text()).isEqualTo(film(3));

    numbered("PT60S", "startNumber=\"1\" endNumber=\"2\"");
    assertThat(text()).isEqualTo(film(2));

    mpd(
        "mediaPresentationDuration=\"PT60S\"",
        "<Period>"
            + video(
                template(
                    "endNumber=\"3\"", "<SegmentTimeline><S d=\"2\" r=\"-1\"/></SegmentTimeline>"))
            + "</Period>");
    assertThat(text()).isEqualTo(film(3));
  }

  private void elsewhere(String first) {
    mpd(
        "mediaPresentationDuration=\"PT6S\"",
        "<BaseURL>%s</BaseURL><BaseURL>/two/</BaseURL><Period>%s</Period>"
            .formatted(first, video(template("duration=\"2\"", ""))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/one/", "http://127.0.0.1:1/one/"})
  void the_second_address_stands_for_one_that_fails(String first) {
    elsewhere(first);
    for (int i = 1; i <= 3; i++) {
      serve("/two/film/" + i, segment(i));
    }

    assertThat(text()).isEqualTo(film(3));
  }

  @Test
  void segments_may_be_spread_over_both_addresses() {
    elsewhere("/one/");
    serve("/one/film/1", segment(1));
    serve("/two/film/2", segment(2));
    serve("/one/film/3", segment(3));
    assertThat(text()).isEqualTo(film(3));

    serve("/one/film/3", "").status(404);
    assertThat(failure()).as("of the last address").hasMessageContaining("/film/3");
  }

  @Test
  void a_segment_that_breaks_off_goes_on_at_the_other_address() {
    String long2 = "\0\0\u0003\u00e9moof" + "2".repeat(993);
    elsewhere("/one/");
    for (String base : new String[] {"/one/film/", "/two/film/"}) {
      serve(base + 1, segment(1));
      serve(base + 2, long2);
      serve(base + 3, segment(3));
    }
    AtomicInteger served = new AtomicInteger();
    serve("/one/film/2", long2).cutEach(() -> served.getAndIncrement() == 0 ? 500 : 0);

    assertThat(text()).isEqualTo(INIT + segment(1) + long2 + segment(3));

    served.set(0);
    serve("/two/film/2", long2.replace('2', '3'));
    assertThat(failure()).as("another film").hasMessageContaining("/one/film/2");
  }

  private static String moov(String content) {
    return "\0\0\0" + (char) (8 + content.length()) + "moov" + content;
  }

  @Test
  void files_of_several_periods_are_joined_if_their_heads_are_those_of_fragments() {
    String head = INIT + moov("\0\0\0\u0008mvex");
    serve("/one.mp4", head + "\0\0\0\u0008sidx" + segment(1));
    serve("/two.mp4", head + segment(2));
    periods("<BaseURL>%s</BaseURL>");
    assertThat(text()).isEqualTo(head + "\0\0\0\u0008sidx" + segment(1) + head + segment(2));

    periods("<BaseURL>%s</BaseURL><SegmentBase indexRange=\"24-31\"/>");
    assertThat(text()).isEqualTo(head + "\0\0\0\u0008sidx" + segment(1) + head + segment(2));

    serve("/two.mp4", INIT + moov("\0\0\0\u0008trak") + "\0\0\0\u0009mdat2");
    assertThat(failure())
        .as("no fragments")
        .hasMessageContaining("cannot be joined")
        .hasMessageContaining("/two.mp4");

    serve("/two.mp4", INIT + "\0\0\0\u0009mdat2");
    assertThat(failure()).as("its head is at its end").hasMessageContaining("cannot be joined");
  }

  @Test
  void a_head_in_a_file_of_its_own_is_read_first() {
    serve("/one.mp4", segment(1));
    mpd(
        "",
        "<Period duration=\"PT2S\">%s</Period>"
            .formatted(
                video(
                    "<BaseURL>/one.mp4</BaseURL><SegmentBase><Initialization"
                        + " sourceURL=\"/init\"/></SegmentBase>")));

    assertThat(text()).isEqualTo(INIT + segment(1));
  }

  private void periods(String file) {
    mpd(
        "",
        "<Period duration=\"PT2S\">%s</Period><Period duration=\"PT2S\">%s</Period>"
            .formatted(video(file.formatted("/one.mp4")), video(file.formatted("/two.mp4"))));
  }

  @Test
  void files_of_several_periods_are_joined_if_they_say_where_their_head_ends() {
    serve("/one.mp4", INIT + "\0\0\0\u0008sidx" + segment(1));
    serve("/two.mp4", INIT + "\0\0\0\u0008sidx" + segment(2));
    String file =
        "<BaseURL>%s</BaseURL><SegmentBase indexRange=\"8-15\"><Initialization"
            + " range=\"0-7\"/></SegmentBase>";
    mpd(
        "",
        "<Period duration=\"PT2S\">%s</Period><Period duration=\"PT2S\">%s</Period>"
            .formatted(video(file.formatted("/one.mp4")), video(file.formatted("/two.mp4"))));

    assertThat(text())
        .isEqualTo(INIT + "\0\0\0\u0008sidx" + segment(1) + INIT + "\0\0\0\u0008sidx" + segment(2));

    String unknown = "<BaseURL>/one.mp4</BaseURL>";
    mpd(
        "",
        "<Period duration=\"PT2S\">%s</Period><Period duration=\"PT2S\">%s</Period>"
            .formatted(video(unknown), video(unknown)));
    assertThat(failure())
        .hasMessageContaining("do not say where their initialization segment ends");
  }

  @Test
  void a_wanted_track_that_is_protected_fails_the_whole() {
    String locked = "<ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\"/>";
    String lists = "<SegmentList duration=\"2\"><SegmentURL media=\"/film/%d\"/></SegmentList>";
    String picture = video(locked + lists.formatted(1));
    String sound =
        "<AdaptationSet mimeType=\"audio/mp4\">%s<Representation id=\"a\"/></AdaptationSet>"
            .formatted(lists.formatted(2));
    mpd("", "<Period duration=\"PT2S\">" + picture + sound + "</Period>");
    assertThat(failure()).hasMessageContaining("The stream's video is protected by DRM");
    assertThat(code()).isEqualTo(FailureCode.MEDIA_PROTECTED);

    output = OutputSpec.DEFAULT.withContainer(Container.M4A);
    assertThat(text()).as("sound was all that was asked for").isEqualTo(segment(2));

    output = OutputSpec.DEFAULT;
    mpd(
        "",
        "<Period duration=\"PT2S\">%s</Period>"
            .formatted(
                picture.replace(locked, "")
                    + sound.replace(
                        "<Representation id=\"a\"/>",
                        "<Representation>" + locked + "</Representation>")));
    assertThat(failure()).hasMessageContaining("The stream's audio is protected by DRM");

    mpd("", "<Period duration=\"PT2S\">" + picture + picture.replace(locked, "") + "</Period>");
    assertThat(text()).as("the one that is not").isEqualTo(segment(1));
  }
}
