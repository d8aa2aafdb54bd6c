package dev.sluice.media.web.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.testing.HeapUse;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class MpdMemoryTest {
  private static final int SEGMENTS = 40_000;

  /** 20 MB for the 200,000 segments that a manifest may have. */
  private static final long MOST = 100 * SEGMENTS;

  /** The tree and the segments, which are both in memory while a live stream is recorded. */
  private static long retained(String scheme) {
    return HeapUse.of(
        () -> {
          String text =
              """
              <MPD><Period duration="P30D"><AdaptationSet mimeType="video/mp4">
              <Representation id="v">%s</Representation></AdaptationSet></Period></MPD>
              """
                  .formatted(scheme);
          URI uri = URI.create("https://cdn.example/films/7/film.mpd");
          Mpd mpd = new MpdReader(new Manifest(uri, text)).mpd();
          List<TimedSegment> all = DashSegments.of(mpd.periods().get(0).offers().get(0));
          assertThat(all).hasSize(SEGMENTS);
          return List.of(mpd, all);
        });
  }

  private static Object read(String text) {
    try {
      return XmlReader.root(new StringReader(text));
    } catch (SAXException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void children_of_too_many_names_are_refused() {
    String names =
        IntStream.range(0, 100_001).mapToObj(i -> "<n" + i + "/>").collect(Collectors.joining());

    assertThatThrownBy(() -> XmlReader.root(new StringReader("<MPD>" + names + "</MPD>")))
        .isInstanceOf(SAXException.class)
        .hasMessageContaining("more than 100000");
  }

  @Test
  void children_of_many_names_take_what_was_expected() {
    String names =
        IntStream.range(0, 10_000).mapToObj(i -> "<n" + i + "/>").collect(Collectors.joining());

    assertThat(HeapUse.of(() -> read("<MPD>" + names + "</MPD>"))).isLessThan(500 * 10_000);
  }

  @Test
  void a_template_takes_little() {
    assertThat(
            retained(
                "<SegmentTemplate media='$Number$/of/$RepresentationID$.m4s' initialization='h'"
                    + " duration='10' endNumber='40000'/>"))
        .isLessThan(MOST);
  }

  @Test
  void a_long_timeline_takes_little() {
    String runs =
        IntStream.range(0, SEGMENTS)
            .mapToObj(i -> "<S d=\"" + (1_000 + i % 7) + "\"/>")
            .collect(Collectors.joining());

    assertThat(
            retained(
                "<SegmentTemplate media='s-$Time$'><SegmentTimeline>"
                    + runs
                    + "</SegmentTimeline></SegmentTemplate>"))
        .isLessThan(MOST);
  }

  @Test
  void a_long_list_takes_little() {
    String urls =
        IntStream.range(0, SEGMENTS)
            .mapToObj(i -> "<SegmentURL media=\"seg-" + i + "\"/>\n")
            .collect(Collectors.joining());

    assertThat(retained("<SegmentList duration='1'>" + urls + "</SegmentList>")).isLessThan(MOST);
  }
}
