package dev.sluice.media.web.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.media.web.manifest.Manifest;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpdReaderTest {
  private static final String SET =
      "<AdaptationSet mimeType=\"video/mp4\"><Representation id=\"v\"/></AdaptationSet>";

  private static Mpd read(String attributes, String inner) {
    String text = "<MPD %s>%s</MPD>".formatted(attributes, inner);
    return new MpdReader(new Manifest(URI.create("http://a.example/b/c.mpd"), text)).mpd();
  }

  private static String period(String attributes) {
    return "<Period %s>%s</Period>".formatted(attributes, SET);
  }

  @Test
  void periods_without_a_start_follow_each_other() {
    Mpd mpd =
        read(
            "mediaPresentationDuration=\"PT1M\"",
            period("duration=\"PT20S\"") + period("") + period("start=\"PT50S\""));

    assertThat(mpd.periods())
        .extracting(Period::start, Period::seconds)
        .containsExactly(
            tuple(0.0, Optional.of(20.0)),
            tuple(20.0, Optional.of(30.0)),
            tuple(50.0, Optional.of(10.0)));
  }

  @ParameterizedTest
  @CsvSource({
    "P0Y0M0DT0H1M30.5S, 90.5",
    "P0Y0M1DT1S,        86401",
    "P1D,               86400",
    "PT0H0M7S,          7",
    "P1M,               ",
    "a while,           "
  })
  void lengths_are_read_as_xml_writes_them(String text, Double seconds) {
    Mpd mpd = read("mediaPresentationDuration=\"" + text + "\"", period(""));

    assertThat(mpd.periods().get(0).seconds()).isEqualTo(Optional.ofNullable(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T01:02:03.5Z,      2026-11-30T01:02:03.500Z",
    "2026-11-30T01:02:03+01:00,   2026-11-30T00:02:03Z",
    "2026-11-30T01:02:03,         2026-11-30T01:02:03Z",
    "yesterday,                   "
  })
  void the_moment_of_the_beginning_has_a_zone_or_none(String text, Instant moment) {
    Mpd mpd = read("type=\"dynamic\" availabilityStartTime=\"" + text + "\"", period(""));

    assertThat(mpd.live()).isTrue();
    assertThat(mpd.clockStart()).isEqualTo(Optional.ofNullable(moment));
  }

  @Test
  void a_manifest_is_read_again_where_it_was_found_or_where_it_says() {
    assertThat(read("", period("")).uri()).hasToString("http://a.example/b/c.mpd");
    assertThat(read("", "<Location>d.mpd?x=1</Location>" + period("")).uri())
        .hasToString("http://a.example/b/d.mpd?x=1");
  }
}
