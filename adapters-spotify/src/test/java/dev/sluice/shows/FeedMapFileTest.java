package dev.sluice.shows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.SourceUrl;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedMapFileTest {
  private static final String ID = "4rOoJ6Egrf8K2IrywzwOMk";

  @Test
  void a_show_is_found_in_whatever_spelling_it_was_written() {
    FeedMapFile map =
        FeedMapFile.parse(
            List.of(
                "\ufeff# show, tab, feed",
                "",
                "https://open.spotify.com/embed/show/" + ID + "?si=1\t\thttps://feeds.example/a",
                " https://podcasts.apple.com/de/podcast/x/id12\thttps://feeds.example/b "));

    assertThat(map.feedOf(url("https://open.spotify.com/show/" + ID)))
        .contains(url("https://feeds.example/a"));
    assertThat(map.feedOf(url("https://podcasts.apple.com/podcast/id12")))
        .contains(url("https://feeds.example/b"));
    assertThat(map.feedOf(url("https://podcasts.apple.com/podcast/id13"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.example/x https://b.example | a tab",
        "https://a.example/x\\tftp://b.example | not a URL",
        "nonsense\\thttps://b.example | not a URL",
        "https://a.example/x\\thttps://b.example\\tmore | a tab",
        "https://s.example/1\\thttps://c.example | already",
      })
  void a_line_that_is_wrong_is_named(String line, String problem) {
    List<String> lines =
        List.of("https://s.example/1\thttps://b.example", "#", line.replace("\\t", "\t"));

    assertThatThrownBy(() -> FeedMapFile.parse(lines))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Line 3")
        .hasMessageContaining(problem);
  }

  private static SourceUrl url(String text) {
    return SourceUrl.parse(text);
  }
}
