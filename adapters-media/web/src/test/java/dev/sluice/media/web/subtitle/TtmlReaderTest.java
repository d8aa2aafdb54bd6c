package dev.sluice.media.web.subtitle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.TextCue;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtmlReaderTest {
  private static List<TextCue> cues(String attributes, String head, String body) {
    String document =
        "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:tts=\"http://www.w3.org/ns/ttml#styling\""
            + " xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" "
            + attributes
            + "><head>"
            + head
            + "</head>"
            + body
            + "</tt>";
    return TtmlReader.cues(document.getBytes(UTF_8));
  }

  private static TextCue cue(long from, long to, String text) {
    return new TextCue(from, to, "", text);
  }

  private static String text(String head, String content) {
    List<TextCue> cues =
        cues("", head, "<body><div><p begin=\"1s\" end=\"2s\">" + content + "</p></div></body>");
    return cues.isEmpty() ? "" : cues.get(0).text();
  }

  @ParameterizedTest
  @CsvSource({
    "00:00:01, 1000000",
    "01:02:03.4567, 3723456700",
    "100:00:00.000, 360000000000",
    "00:00:01:15, 1600000",
    "00:00:01:15.1, 1620000",
    "1.5s, 1500000",
    "90m, 5400000000",
    "0.5h, 1800000000",
    "250ms, 250000",
    "50f, 2000000",
    "30000000t, 3000000",
    "12, 0",
    "later, 0"
  })
  void times_are_read_in_all_their_forms(String begin, long expected) {
    String rates =
        "ttp:frameRate=\"25\" ttp:subFrameRate=\"2\" ttp:tickRate=\"10000000\""
            + " ttp:frameRateMultiplier=\"1 1\"";

    assertThat(cues(rates, "", "<body><div><p begin=\"" + begin + "\">x</p></div></body>"))
        .containsExactly(cue(expected, TextCue.OPEN, "x"));
  }

  @Test
  void frames_may_have_a_multiplier() {
    String rates = "ttp:frameRate=\"30\" ttp:frameRateMultiplier=\"1000 1001\"";

    assertThat(cues(rates, "", "<body><p begin=\"00:00:00:15\" dur=\"30f\">x</p></body>"))
        .containsExactly(cue(500_500, 1_501_500, "x"));
  }

  @Test
  void times_count_from_the_parents_begin_and_end_with_it() {
    String body =
        "<body begin=\"10s\" end=\"20s\"><div begin=\"1s\" dur=\"5s\">"
            + "<p>whole</p><p begin=\"1s\" end=\"30s\">cut</p><p begin=\"7s\">never</p></div>"
            + "<div timeContainer=\"seq\"><p dur=\"1s\">a</p><p begin=\"1s\" dur=\"2s\">b</p></div>"
            + "</body>";

    assertThat(cues("", "", body).stream().filter(TextCue::isShown))
        .containsExactly(
            cue(11_000_000, 16_000_000, "whole"),
            cue(12_000_000, 16_000_000, "cut"),
            cue(10_000_000, 11_000_000, "a"),
            cue(12_000_000, 14_000_000, "b"));
  }

  @Test
  void spans_with_times_of_their_own_show_a_text_in_steps() {
    String body =
        "<body><p begin=\"1s\" end=\"4s\"><span>a</span>"
            + "<span begin=\"1s\"> b</span><span begin=\"2s\"> c</span></p></body>";

    assertThat(cues("", "", body))
        .containsExactly(
            cue(1_000_000, 2_000_000, "a"),
            cue(2_000_000, 3_000_000, "a b"),
            cue(3_000_000, 4_000_000, "a b c"));
  }

  @Test
  void lines_and_spaces_are_those_that_are_shown() {
    assertThat(text("", "\n  one   two\n <br/>\n\t three <br/><br/> <span> four</span> "))
        .isEqualTo("one two\nthree\nfour");
    assertThat(text("", "<span xml:space=\"preserve\">a  b\n c</span>")).isEqualTo("a  b\nc");
    assertThat(text("", " <br/> ")).isEmpty();
  }

  @Test
  void characters_of_markup_are_escaped() {
    assertThat(text("", "a &lt;b&gt; &amp; c --&gt; <![CDATA[<i>]]>"))
        .isEqualTo("a &lt;b&gt; &amp; c --&gt; &lt;i&gt;");
  }

  @Test
  void italics_bold_and_underlines_stay() {
    String styles =
        "<styling><style xml:id=\"i\" tts:fontStyle=\"italic\"/><style xml:id=\"bi\" style=\"i\""
            + " tts:fontWeight=\"bold\" tts:color=\"red\"/></styling>";
    String content =
        "a <span style=\"i\">b <span tts:textDecoration=\"underline\">c</span></span>"
            + " <span style=\"bi\">d<span tts:fontStyle=\"normal\">e</span></span> f";

    assertThat(
            text(
                styles,
                "<span style=\"i\">a \u3000b</span>\u3000 \u2003<span style=\"i\">c</span>"))
        .isEqualTo("<i>a \u3000b\u3000 \u2003c</i>");
    assertThat(text(styles, content))
        .isEqualTo("a <i>b </i><i><u>c</u></i><i> </i><i><b>d</b></i><b>e</b> f");
  }

  @Test
  void what_is_no_text_to_read_is_left_out() {
    assertThat(
            text(
                "<metadata>title</metadata>",
                "<metadata>m</metadata>a<span tts:display=\"none\">b</span>"
                    + "<span tts:visibility=\"hidden\">c</span><set tts:color=\"red\"/>d"))
        .isEqualTo("ad");
    assertThat(cues("", "<p>head</p>", "<body><div>stray</div></body>")).isEmpty();
  }

  @Test
  void a_film_may_show_each_word_in_a_step_of_its_own() {
    String words =
        IntStream.range(0, 8)
            .mapToObj(i -> "\n" + " ".repeat(30) + "<span begin=\"" + i + "s\">word</span>")
            .collect(Collectors.joining());

    assertThat(cues("", "", "<body>" + paragraphs(2_000, words) + "</body>")).hasSize(16_000);
  }

  private static String paragraphs(int count, String content) {
    return ("<p begin=\"0s\" end=\"2000s\">" + content + "</p>").repeat(count);
  }

  private static FailureCode failure(String paragraphs) {
    return catchThrowableOfType(
            SluiceException.class, () -> cues("", "", "<body>" + paragraphs + "</body>"))
        .code();
  }

  @Test
  void a_document_must_not_become_many_times_its_size() {
    String steps =
        IntStream.range(1, 1_000)
            .mapToObj(i -> "<span begin=\"0s\" end=\"" + i + "s\">0123456789abcdef</span>")
            .collect(Collectors.joining());
    String escaped = "<![CDATA[" + "&".repeat(60_000) + "]]>";

    assertThat(failure(paragraphs(1, steps))).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure(paragraphs(20, escaped))).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure(paragraphs(100_000, "x"))).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure(paragraphs(1, "x".repeat(70_000)))).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
  }
}
