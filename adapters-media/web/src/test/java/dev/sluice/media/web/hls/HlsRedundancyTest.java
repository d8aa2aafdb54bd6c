package dev.sluice.media.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.media.web.ManifestFixture;
import dev.sluice.media.web.testing.HlsSite;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants that are there twice, whose segments fail in the middle. */
class HlsRedundancyTest extends ManifestFixture {
  private static final String MASTER =
      """
      #EXTM3U
      #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080,CODECS="avc1.640028"
      /one
      #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080,CODECS="avc1.640028"
      /two
      #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1.640028"
      /low
      """;

  private static final int SEGMENTS = 20;

  @BeforeEach
  void serve() {
    site.playlist("/list", MASTER);
    for (String name : new String[] {"one", "two", "low"}) {
      stream(name, 2);
    }
  }

  private void stream(String name, double seconds) {
    for (int i = 0; i < SEGMENTS; i++) {
      serve("/" + name + "/" + i, "G" + i);
    }
    site.playlist("/" + name, HlsSite.ended(HlsSite.lines("/" + name, SEGMENTS, seconds)));
  }

  private static String film() {
    StringBuilder film = new StringBuilder();
    for (int i = 0; i < SEGMENTS; i++) {
      film.append("G").append(i);
    }
    return film.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 403, 500, 503})
  void a_redundant_variant_has_what_the_first_one_lacks(int status) {
    serve("/one/11", "").status(status);

    assertThat(text()).isEqualTo(film());

    assertThat(site.site().requests("/two/11")).isNotEmpty();
    assertThat(site.site().requests("/low")).isEmpty();
  }

  @Test
  void both_variants_may_have_holes() {
    serve("/one/11", "").status(404);
    serve("/two/15", "").status(404);

    assertThat(text()).isEqualTo(film());
  }

  @Test
  void once_a_variant_has_failed_the_other_one_is_asked_first() {
    for (int i = 3; i < SEGMENTS; i++) {
      serve("/one/" + i, "").status(404);
    }

    assertThat(text()).isEqualTo(film());

    assertThat(site.site().requests("/two")).hasSize(1);
    assertThat(site.site().requests("/one/" + (SEGMENTS - 1))).isEmpty();
  }

  @Test
  void a_segment_that_breaks_off_goes_on_at_the_same_byte() {
    String large = "G" + "x".repeat(200_000);
    AtomicInteger served = new AtomicInteger();
    serve("/one/11", large).cutEach(() -> served.getAndIncrement() == 0 ? 150_000 : 0);
    serve("/two/11", large);
    assertThat(text()).contains("G10" + large + "G12");

    served.set(0);
    serve("/two/11", large.replace('x', 'y'));
    assertThat(failure()).as("other bytes").hasMessageContaining("/one/11");
  }

  @Test
  void what_both_lack_fails() {
    serve("/one/11", "").status(404);
    serve("/two/11", "").status(404);

    assertThat(code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"900000, 900001", "640x360, 320x180", "avc1.640028, avc1.64001f"})
  void another_quality_never_stands_for_a_segment(String old, String other) {
    site.playlist(
        "/list",
        """
        #EXTM3U
        #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1.640028"
        /one
        """
            + """
            #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1.640028"
            /two
            """
                .replace(old, other));
    for (String name : new String[] {"one", "two"}) {
      serve("/" + name + "/11", "").status(404);
    }

    assertThat(code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
    boolean isOneTaken = !site.site().requests("/one/0").isEmpty();
    assertThat(site.site().requests((isOneTaken ? "/two" : "/one") + "/11")).isEmpty();
  }

  /** Two variants of the same quality, which differ only in what is given. */
  private void variants(String media, String one, String two) {
    String quality =
        "#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS=\"avc1.640028\",";
    site.playlist(
        "/list", "#EXTM3U\n" + media + quality + one + "\n/one\n" + quality + two + "\n/two\n");
    serve("/one/11", "").status(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",URI=\"/one\""})
  void another_language_within_a_variant_never_stands_for_a_segment(String address) {
    String media =
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"eng\",NAME=\"English\",LANGUAGE=\"en\""
            + address
            + "\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"ger\",NAME=\"Deutsch\",LANGUAGE=\"de\""
            + address.replace("/one", "/two")
            + "\n";
    variants(media, "AUDIO=\"eng\"", "AUDIO=\"ger\"");

    assertThat(failure()).hasMessageContaining("/one/11");
    assertThat(site.site().requests("/two")).isEmpty();
  }

  @Test
  void groups_that_are_not_described_are_not_the_same() {
    variants("", "AUDIO=\"eng\"", "AUDIO=\"ger\"");

    assertThat(failure()).hasMessageContaining("/one/11");
    assertThat(site.site().requests("/two")).isEmpty();
  }

  @Test
  void the_same_language_within_a_redundant_variant_stands_for_a_segment() {
    String media =
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"English\",LANGUAGE=\"en\"\n"
            + "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"b\",NAME=\"English\",LANGUAGE=\"en\"\n";
    variants(media, "AUDIO=\"a\"", "AUDIO=\"b\"");

    assertThat(text()).isEqualTo(film());
  }

  @ParameterizedTest
  @ValueSource(strings = {"VIDEO", "VIDEO-RANGE", "FRAME-RATE", "NAME"})
  void another_picture_of_the_same_quality_never_stands_for_a_segment(String attribute) {
    variants("", attribute + "=\"1\"", attribute + "=\"2\"");

    assertThat(failure()).hasMessageContaining("/one/11");
    assertThat(site.site().requests("/two")).isEmpty();
  }

  @Test
  void segments_of_other_lengths_do_not_stand_for_these() {
    stream("two", 2.5);
    serve("/one/11", "").status(404);

    assertThat(failure()).hasMessageContaining("/one/11");
    assertThat(site.site().requests("/two/11")).isEmpty();
  }

  @Test
  void separate_sound_is_found_in_the_group_of_the_redundant_variant() {
    stream("sound", 2);
    stream("copy", 2);
    site.playlist(
        "/list",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="/sound"
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="Deutsch",LANGUAGE="de",URI="/low"
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="/copy"
        #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080,AUDIO="a"
        /one
        #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080,AUDIO="b"
        /two
        """);
    serve("/sound/11", "").status(404);

    assertThat(text()).isEqualTo(film() + " + " + film());

    assertThat(site.site().requests("/copy/11")).isNotEmpty();
    assertThat(site.site().requests("/low")).isEmpty();
  }
}
