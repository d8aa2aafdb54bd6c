package dev.sluice.media.libav.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.fixture.Inspection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Films that come as DASH manifests, picture and sound apart, all the way into one file. */
class DashFilmsTest extends DashFilmsFixture {
  @Test
  void segments_by_number_become_one_file() {
    String template =
        "<SegmentTemplate timescale=\"1000\" duration=\"%d\" startNumber=\"1\""
            + " initialization=\"$RepresentationID$/init.mp4\""
            + " media=\"$RepresentationID$/$Number%%03d$.m4s\"/>";
    manifest(
        set("v", String.format(Locale.ROOT, template, 1_000))
            + set("a", String.format(Locale.ROOT, template, 6_000 / (SOUND.size() - 1))));

    assertWhole();
    assertThat(monitor.downloaded())
        .isEqualTo((long) joined(PICTURE).length + joined(SOUND).length);
  }

  @Test
  void segments_of_a_timeline_become_one_file() {
    for (int i = 1; i < PICTURE.size(); i++) {
      site.serve(String.format(Locale.ROOT, "/film/v/t%d.m4s", (i - 1) * 90_000L), PICTURE.get(i));
    }
    for (int i = 1; i < SOUND.size(); i++) {
      site.serve(String.format(Locale.ROOT, "/film/a/t%d.m4s", 5 + (i - 1) * 100L), SOUND.get(i));
    }
    String template =
        "<SegmentTemplate timescale=\"%d\" initialization=\"%s/init.mp4\" media=\"%s/t$Time$.m4s\">"
            + "<SegmentTimeline>%s</SegmentTimeline></SegmentTemplate>";
    String counted =
        String.format(
            Locale.ROOT, "<S t=\"5\" d=\"100\"/><S d=\"100\" r=\"%d\"/>", SOUND.size() - 3);
    manifest(
        set(
                "v",
                String.format(Locale.ROOT, template, 90_000, "v", "v", "<S d=\"90000\" r=\"-1\"/>"))
            + set("a", String.format(Locale.ROOT, template, 100, "a", "a", counted)));

    assertWhole();
  }

  @Test
  void stretches_of_one_file_become_one_file() {
    manifest(set("v", list("v.mp4", PICTURE)) + set("a", list("a.mp4", SOUND)));

    assertWhole();
  }

  private static String list(String file, List<byte[]> parts) {
    int[] at = {parts.get(0).length};
    String urls =
        IntStream.range(1, parts.size())
            .mapToObj(
                i -> {
                  int from = at[0];
                  at[0] += parts.get(i).length;
                  return String.format(
                      Locale.ROOT,
                      "<SegmentURL media=\"%s\" mediaRange=\"%d-%d\"/>",
                      file,
                      from,
                      at[0] - 1);
                })
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "<SegmentList duration=\"1\"><Initialization sourceURL=\"%s\""
            + " range=\"0-%d\"/>%s</SegmentList>",
        file,
        parts.get(0).length - 1,
        urls);
  }

  @Test
  void files_that_are_named_alone_become_one_file() {
    String sets = set("v", "<BaseURL>v.mp4</BaseURL>") + set("a", "<BaseURL>a.mp4</BaseURL>");

    manifest(sets);

    assertWhole();
  }

  @Test
  void sound_alone_asks_for_no_picture() {
    manifest(set("v", "<BaseURL>v.mp4</BaseURL>") + set("a", "<BaseURL>a.mp4</BaseURL>"));

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT.withContainer(Container.M4A)));

    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.1));
    assertThat(site.requests("/film/v.mp4")).isEmpty();
  }

  @Test
  void a_segment_that_is_not_there_is_a_failure() {
    manifest(
        set(
            "v",
            "<SegmentTemplate duration=\"1\" initialization=\"v/init.mp4\""
                + " media=\"v/$Number%03d$.m4s\"/>"));
    site.serve("/film/v/003.m4s", new byte[0]).status(403);

    assertThat(failure().code()).isEqualTo(FailureCode.SOURCE_FORBIDDEN);
  }

  @Test
  void a_protected_stream_is_rejected_as_protected() {
    manifest(
        set("v", "<ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\"/>")
            + set("a", "<ContentProtection schemeIdUri=\"urn:x\"/>"));

    assertThat(failure().code()).isEqualTo(FailureCode.MEDIA_PROTECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<MPD></MPD>",
        "<MPD><Period></Period></MPD>",
        "<MPD><Period></MPD>",
        "<!DOCTYPE MPD [<!ENTITY x SYSTEM"
            + " \"file:///etc/passwd\">]><MPD><Period><BaseURL>&x;</BaseURL></Period></MPD>",
        "<MPD><Period><AdaptationSet"
            + " mimeType=\"video/mp4\"><BaseURL>file:///etc/passwd</BaseURL><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet"
            + " mimeType=\"video/mp4\"><BaseURL>http://127.0.0.2/a.mp4</BaseURL><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate"
            + " media=\"a$Number$\"/><Representation/></AdaptationSet></Period></MPD>",
        "<MPD mediaPresentationDuration=\"PT900000H\"><Period><AdaptationSet"
            + " mimeType=\"video/mp4\"><SegmentTemplate duration=\"1\""
            + " media=\"a$Number$\"/><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate"
            + " media=\"a$Time$\"><SegmentTimeline><S d=\"1\""
            + " r=\"999999999\"/></SegmentTimeline></SegmentTemplate><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentList><SegmentURL media=\"a\""
            + " mediaRange=\"9-3\"/></SegmentList><Representation/></AdaptationSet></Period></MPD>"
      })
  void an_invalid_manifest_fails_with_a_sentence(String manifest) {
    site.serve("/film.mpd", manifest.getBytes(UTF_8)).type("application/dash+xml");

    assertThat(failure().code())
        .isIn(
            FailureCode.NOT_MEDIA,
            FailureCode.SOURCE_EMPTY,
            FailureCode.STREAM_UNSUPPORTED,
            FailureCode.ADDRESS_FORBIDDEN);
    assertThat(site.requests()).hasSize(1);
  }
}
