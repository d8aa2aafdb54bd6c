package dev.sluice.core.engine.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.request.Clip;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebVttTest {
  private static final String THREE =
      """
      WEBVTT

      00:00:01.000 --> 00:00:04.000
      one

      00:00:05.000 --> 00:00:08.000
      two

      01:00:09.000 --> 01:00:12.000
      three
      """;

  private static @Nullable String made(String text) {
    return made(text, Optional.empty());
  }

  private static @Nullable String made(String text, Optional<Clip> clip) {
    return WebVtt.of(text.getBytes(StandardCharsets.UTF_8), clip)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse(null);
  }

  private static Optional<Clip> clip(@Nullable Integer from, @Nullable Integer to) {
    return Optional.of(new Clip(at(from), at(to)));
  }

  private static Optional<Clip.Timecode> at(@Nullable Integer seconds) {
    return Optional.ofNullable(seconds).map(Duration::ofSeconds).map(Clip.Timecode::new);
  }

  @Test
  void web_vtt_stays_what_it_is() {
    String text =
        """
        WEBVTT

        STYLE
        ::cue(b) {
          color: peachpuff;
        }

        NOTE by hand

        greeting
        00:00:01.000 --> 00:00:04.500 align:start position:10%
        <v Ada>Good <b>morning</b> &amp; welcome
        to the harbour

        00:00:05.000 --> 00:00:06.000
        <00:00:05.500>late
        """;

    assertThat(made(text)).isEqualTo(text);
  }

  @Test
  void a_header_with_text_and_short_times_are_put_in_order() {
    assertThat(
            made("\uFEFFWEBVTT - Harbour\r\nKind: captions\r\n\r\n00:01.5 --> 01:04.25\r\nhi\r\n"))
        .isEqualTo("WEBVTT\n\n00:00:01.500 --> 00:01:04.250\nhi\n");
  }

  @Test
  void sub_rip_becomes_web_vtt() {
    String text =
        """
        1
        00:00:01,000 --> 00:00:04,500  X1:40 X2:600 Y1:20 Y2:50
        {\\an8}Fish & <i>chips</i> &amp; more
        a --> b

        2
        0:00:05,5 --> 100:00:06,000
        two
        """;

    assertThat(made(text))
        .isEqualTo(
            """
            WEBVTT

            1
            00:00:01.000 --> 00:00:04.500
            Fish &amp; <i>chips</i> &amp; more
            a --&gt; b

            2
            00:00:05.500 --> 100:00:06.000
            two
            """);
  }

  @Test
  void the_pieces_of_a_stream_are_one() {
    String first =
        "WEBVTT\n"
            + "X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
            + "STYLE\n"
            + "::cue { color: red }\n\n"
            + "00:01.000 --> 00:02.000\n"
            + "one\n\n"
            + "00:05.500 --> 00:06.500\n"
            + "late";
    String second =
        "WEBVTT\n"
            + "X-TIMESTAMP-MAP=MPEGTS:1440000,LOCAL:00:00:00.000\n\n"
            + "STYLE\n"
            + "::cue { color: red }\n\n"
            + "00:00:03.000 --> 00:00:04.000\n"
            + "<00:03.500>two\n";
    String third =
        "\uFEFFWEBVTT\n\n00:00:05.500 --> 00:00:06.500\nthree, with WEBVTT in it\n\n"
            + "00:00:03.000 --> 00:00:04.000\ntwo\n";

    assertThat(made(first + second + third))
        .isEqualTo(
            """
            WEBVTT

            STYLE
            ::cue { color: red }

            00:00:01.000 --> 00:00:02.000
            one

            00:00:05.500 --> 00:00:06.500
            late

            00:00:09.000 --> 00:00:10.000
            two

            00:00:11.500 --> 00:00:12.500
            three, with WEBVTT in it
            """);
  }

  @Test
  void pieces_that_count_from_the_beginning_are_left_there() {
    String piece = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:126000\n\n%s\n\n";

    assertThat(
            made(
                String.format(Locale.ROOT, piece, "00:01.000 --> 00:02.000\none")
                    + String.format(Locale.ROOT, piece, "00:07.000 --> 00:08.000\ntwo")))
        .isEqualTo(
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\none\n\n00:00:07.000 --> 00:00:08.000\ntwo\n");
  }

  @Test
  void a_line_of_spaces_parts_the_cues_of_sub_rip() {
    String text =
        "1\n"
            + "00:00:01,000 --> 00:00:02,000\n"
            + "one\n"
            + " \n"
            + "2\n"
            + "00:00:03,000 --> 00:00:04,000\n"
            + "two\n"
            + " \n"
            + "more\n";

    assertThat(made(text))
        .isEqualTo(
            "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\none\n\n"
                + "2\n00:00:03.000 --> 00:00:04.000\ntwo\n \nmore\n");
  }

  @Test
  void old_bytes_are_taken_for_what_windows_wrote() {
    byte[] bytes = "1\n00:00:01,000 --> 00:00:02,000\nGrüße – hier".getBytes(windows());

    assertThat(new String(WebVtt.of(bytes, Optional.empty()).orElseThrow(), StandardCharsets.UTF_8))
        .endsWith("\nGrüße – hier\n");
  }

  private static Charset windows() {
    return Charset.forName("windows-1252");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "WEBVTT",
        "WEBVTT\n\nNOTE nothing\n",
        "<!doctype html><html><body>Sign in</body></html>",
        "{\"version\":\"1.0.0\",\"segments\":[]}",
        "just words\n\nand more of them",
        "1\n00:00:01,000 --> 00:00:02,000\n",
        "1\n00:00:03,000 --> 00:00:02,000\nbackwards",
        "1\n00:00:01,000 -> 00:00:02,000\nno arrow"
      })
  void what_shows_no_word_is_nothing(String text) {
    assertThat(made(text)).isNull();
  }

  @Test
  void a_clip_keeps_its_words_and_counts_from_its_beginning() {
    assertThat(made(THREE, clip(2, 6)))
        .isEqualTo(
            """
            WEBVTT

            00:00:00.000 --> 00:00:02.000
            one

            00:00:03.000 --> 00:00:04.000
            two
            """);
    assertThat(made(THREE, clip(8, null)))
        .isEqualTo("WEBVTT\n\n01:00:01.000 --> 01:00:04.000\nthree\n");
    assertThat(made(THREE, clip(null, 2)))
        .isEqualTo("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\none\n");
    assertThat(made(THREE, clip(20, 30))).isNull();
  }

  @Test
  void moments_within_a_cue_do_not_outlive_a_clip() {
    assertThat(made("WEBVTT\n\n00:05.000 --> 00:09.000\na <00:06.000>b <b>c</b>", clip(2, null)))
        .isEqualTo("WEBVTT\n\n00:00:03.000 --> 00:00:07.000\na b <b>c</b>\n");
  }

  @Test
  void cues_refer_to_the_clock_of_the_media() {
    String piece = "WEBVTT\nX-TIMESTAMP-MAP=%s\n\n%s\none\n";
    String expected = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\none\n";

    assertThat(
            on(
                10,
                String.format(
                    Locale.ROOT, piece, "MPEGTS:0,LOCAL:00:00:00.000", "00:11.000 --> 00:12.000")))
        .isEqualTo(expected);
    assertThat(
            on(
                10,
                String.format(
                    Locale.ROOT,
                    piece,
                    "LOCAL:01:00:00.000,MPEGTS:900000",
                    "01:00:01.000 --> 01:00:02.000")))
        .isEqualTo(expected);
    // The clock of 33 bits has started again.
    assertThat(
            on(
                95_443,
                String.format(
                    Locale.ROOT,
                    piece,
                    "LOCAL:00:00:00.000,MPEGTS:25408",
                    "00:01.000 --> 00:02.000")))
        .isEqualTo("WEBVTT\n\n00:00:01.999 --> 00:00:02.999\none\n");
  }

  private static final String MAPPED =
      "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:%d\n\n00:01.000 --> 00:02.000\n%s\n";

  /** Three pieces of four seconds in two sections, of which the second has a clock of its own. */
  private static @Nullable String inSections(
      Map<Long, Duration> starts, Optional<Duration> shift, String... texts) {
    StringBuilder all = new StringBuilder();
    List<Piece> pieces = new ArrayList<>();
    for (String text : texts) {
      long section = pieces.isEmpty() ? 7 : 8;
      pieces.add(
          new Piece(
              all.length(),
              section,
              section == 7 ? Optional.empty() : shift,
              Optional.empty(),
              Optional.of(Duration.ofSeconds(4))));
      all.append(text);
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    return WebVtt.of(TimedText.of(bytes, pieces), Optional.empty(), starts)
        .map(made -> new String(made, StandardCharsets.UTF_8))
        .orElse(null);
  }

  @Test
  void each_section_has_a_clock_of_its_own() {
    String first = String.format(Locale.ROOT, MAPPED, 900_000, "one");
    String second = String.format(Locale.ROOT, MAPPED, 180_000, "two");
    String third = String.format(Locale.ROOT, MAPPED, 540_000, "three");
    String expected =
        """
        WEBVTT

        00:00:01.000 --> 00:00:02.000
        one

        00:00:0%d.000 --> 00:00:0%d.000
        two

        00:00:%s.000 --> 00:00:%s.000
        three
        """;

    assertThat(
            inSections(
                Map.of(7L, Duration.ofSeconds(10), 8L, Duration.ofSeconds(-3)),
                Optional.empty(),
                first,
                second,
                third))
        .as("as the transcoder says")
        .isEqualTo(String.format(Locale.ROOT, expected, 6, 7, "10", "11"));
    assertThat(inSections(Map.of(), Optional.empty(), first, second, third))
        .as("by the lengths of the pieces")
        .isEqualTo(String.format(Locale.ROOT, expected, 5, 6, "09", "10"));
  }

  @Test
  void a_manifest_says_how_far_a_section_is_shifted() {
    String text = "WEBVTT\n\n00:0%d.000 --> 00:0%d.500\nwords\n";

    assertThat(
            inSections(
                Map.of(),
                Optional.of(Duration.ofSeconds(3)),
                String.format(Locale.ROOT, text, 1, 1),
                String.format(Locale.ROOT, text, 2, 2)))
        .isEqualTo(
            "WEBVTT\n\n00:00:01.000 --> 00:00:01.500\nwords\n\n"
                + "00:00:05.000 --> 00:00:05.500\nwords\n");
  }

  @Test
  void a_shift_counts_from_the_time_of_the_manifest_that_is_zero_in_the_result() {
    assertThat(
            inSections(
                Map.of(8L, Duration.ofMillis(-500)),
                Optional.of(Duration.ofSeconds(3)),
                "WEBVTT\n\n",
                // A header of HLS refers to a clock that the manifest does not know.
                String.format(Locale.ROOT, MAPPED, 900_000, "words")))
        .isEqualTo("WEBVTT\n\n00:00:04.500 --> 00:00:05.500\nwords\n");
  }

  private static @Nullable String on(long start, String text) {
    return WebVtt.of(
            TimedText.of(text.getBytes(StandardCharsets.UTF_8)),
            Optional.empty(),
            Map.of(0L, Duration.ofSeconds(start)))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse(null);
  }
}
