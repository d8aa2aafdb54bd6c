package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.ManifestFixture;
import dev.sluice.media.web.testing.HlsSite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments that are empty, cut or missing. */
class SegmentGapsTest extends ManifestFixture {
  private static final OutputSpec INCOMPLETE =
      OutputSpec.DEFAULT.toBuilder().allowIncomplete(true).build();

  @BeforeEach
  void serveAll() {
    for (int i = 0; i < 5; i++) {
      serve("/film/" + i, "G" + i);
    }
    site.playlist("/list", HlsSite.ended(HlsSite.lines("/film", 5, 4)));
  }

  @Test
  void an_empty_segment_is_no_silent_hole() {
    serve("/film/2", "").chunked().ignoringRanges();
    assertThat(failure().code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure()).hasMessageContaining("no bytes at all").hasMessageContaining("/film/2");

    serve("/film/2", "").closeDelimited().ignoringRanges();
    assertThat(code()).isEqualTo(FailureCode.SOURCE_CUT);

    serve("/film/2", "");
    assertThat(code()).isEqualTo(FailureCode.SOURCE_CUT);
  }

  @Test
  void an_empty_segment_is_asked_for_again() {
    serve("/film/2", "").chunked().ignoringRanges();
    code();

    assertThat(site.site().requests("/film/2")).hasSize(3);
  }

  @Test
  void a_segment_of_no_time_may_be_empty() {
    serve("/none", "");
    site.playlist(
        "/list", HlsSite.ended("#EXTINF:4,\n/film/0\n#EXTINF:0,\n/none\n#EXTINF:4,\n/film/1\n"));

    assertThat(text()).isEqualTo("G0G1");
  }

  @Test
  void what_is_missing_is_told_if_the_request_allows_it() {
    output = INCOMPLETE;
    serve("/film/1", "").chunked().ignoringRanges();
    serve("/film/2", "").status(404);
    serve("/film/4", "<html>").type("text/html");

    Read read = read();

    assertThat(read.texts()).containsExactly("G0G3");
    assertThat(read.missing()).hasSize(2);
    assertThat(read.missing().get(0))
        .startsWith("The source lacks what it promises from 4.0 s to 12.0 s: ")
        .contains("no bytes at all", "/film/1");
    assertThat(read.missing().get(1)).contains("from 16.0 s to 20.0 s", "/film/4");
  }

  @Test
  void a_source_without_anything_fails_in_any_case() {
    output = INCOMPLETE;
    for (int i = 0; i < 5; i++) {
      serve("/film/" + i, "").status(404);
    }

    assertThat(code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void a_gap_that_the_playlist_tells_of_is_refused_or_told() {
    site.playlist(
        "/list",
        HlsSite.ended(
            "#EXTINF:4,\n/film/0\n#EXTINF:4,\n#EXT-X-GAP\n/film/1\n#EXTINF:4,\n/film/2\n"));
    assertThat(failure())
        .hasMessageContaining("missing at the origin, 4 seconds in")
        .hasMessageContaining("the option 'allow incomplete'");
    assertThatThrownBy(() -> probe("/list"))
        .as("a probe, which has no options")
        .hasMessageContaining("missing at the origin, 4 seconds in: ")
        .hasMessageNotContaining("incomplete");

    output = INCOMPLETE;
    Read read = read();
    assertThat(read.texts()).containsExactly("G0G2");
    assertThat(read.missing()).singleElement().asString().contains("from 4.0 s to 8.0 s");
    assertThat(site.site().requests("/film/1")).isEmpty();
  }

  @Test
  void a_segment_that_ends_in_the_middle_of_a_box_is_cut() {
    String init = "\0\0\0\u0008ftyp";
    String whole = "\0\0\0\u0008moof\0\0\0\u000cmdat1234";
    serve("/init", init);
    serve("/film/0", whole);
    serve("/film/1", whole.substring(0, 18)).chunked().ignoringRanges();
    serve("/film/2", whole);
    site.playlist(
        "/list", HlsSite.ended("#EXT-X-MAP:URI=\"/init\"\n" + HlsSite.lines("/film", 3, 4)));
    assertThat(failure()).hasMessageContaining("in the middle of a box");
    assertThat(code()).isEqualTo(FailureCode.SOURCE_CUT);

    output = INCOMPLETE;
    Read read = read();
    assertThat(read.texts()).containsExactly(init + whole + whole);
    assertThat(read.missing()).singleElement().asString().contains("from 4.0 s to 8.0 s");
  }
}
