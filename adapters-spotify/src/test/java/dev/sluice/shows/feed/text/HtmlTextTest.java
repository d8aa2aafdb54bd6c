package dev.sluice.shows.feed.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTextTest {
  @Test
  void markup_becomes_text_with_a_line_for_each_paragraph() {
    String text =
        "<p>First&nbsp;one <b>bold</b>\n and on.</p><p></p><ul><li>a</li><li>b<br/>c</li></ul>";

    assertThat(HtmlText.plain(text)).isEqualTo("First one bold and on.\na\nb\nc");
  }

  @Test
  void text_without_markup_keeps_its_lines() {
    assertThat(HtmlText.plain("  One\r\n\r\n two \t three\n")).isEqualTo("One\ntwo three");
  }

  @Test
  void what_is_not_of_html_stays() {
    assertThat(HtmlText.plain("List<String> a < b && b > c <3"))
        .isEqualTo("List<String> a < b && b > c <3");
  }

  @Test
  void names_and_numbers_of_characters_are_read() {
    assertThat(HtmlText.line("Tom &amp; J&eacute;r&ocirc;me &#8211; &#x1F600; &#146; &unknown; &;"))
        .isEqualTo("Tom & Jérôme – \ud83d\ude00 ’ &unknown; &;");
  }

  @Test
  void every_name_that_html_has_is_read() {
    assertThat(HtmlText.line("&alpha; &rightarrow; &CounterClockwiseContourIntegral; &bne;"))
        .isEqualTo("α → ∳ =\u20e5");
  }

  @Test
  void markup_is_read_as_a_browser_reads_it() {
    assertThat(HtmlText.line("<p>Caf&eacute au lait &copy 2024</p>"))
        .isEqualTo("Café au lait © 2024");
    assertThat(HtmlText.line("See <a title=\"a > b\" href=x>this</a>.")).isEqualTo("See this.");
    assertThat(HtmlText.plain("<b>One<p>two</b> three")).isEqualTo("One\ntwo three");
  }

  @Test
  void a_text_of_nothing_but_tags_within_tags_is_read_all_the_same() {
    assertThat(HtmlText.plain("<b><ul><li>".repeat(4_000) + "deep")).isEqualTo("deep");
  }

  @Test
  void scripts_styles_and_comments_are_left_out() {
    assertThat(
            HtmlText.plain(
                "<style>p { color: red }</style>A<!-- <p>no</p> -->B<script>if (a < b)"
                    + " c();</script>C"))
        .isEqualTo("ABC");
  }

  @Test
  void what_hides_the_rest_hides_it() {
    assertThat(HtmlText.plain("A<style>p {}")).isEqualTo("A");
    assertThat(HtmlText.plain("A<!-- and <b>so</b> on")).isEqualTo("A");
  }

  @Test
  void a_tag_that_is_cut_off_is_text() {
    assertThat(HtmlText.plain("Read <a href=\"https://example.com"))
        .isEqualTo("Read <a href=\"https://example.com");
  }

  @Test
  void a_title_is_one_line() {
    assertThat(HtmlText.line(" <b>One</b><br>two\nthree "))
        .isEqualTo("One\ntwo three".replace('\n', ' '));
  }
}
