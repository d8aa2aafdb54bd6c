package dev.sluice.media.web.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTextTest {
  private static SluiceException tooLarge() {
    return new SluiceException(FailureCode.SOURCE_TOO_LARGE, "too large");
  }

  private static ManifestText read(String text, int maxBytes) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ManifestText.read(
        new ByteArrayInputStream(bytes), maxBytes, ManifestTextTest::tooLarge, bytes2 -> {});
  }

  private static List<String> lines(String text) throws IOException {
    return read(text, 1 << 20).lines(100_000, ManifestTextTest::tooLarge).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\r",
        "one",
        "one\n",
        "one\ntwo",
        "one\r\ntwo\r\n",
        "one\rtwo\r",
        "\r\r\n\n\r",
        "one\n\n two \r\n\r\n"
      })
  void lines_end_as_those_of_a_string(String text) throws IOException {
    assertThat(lines(text)).isEqualTo(text.lines().toList());
  }

  @Test
  void lines_and_characters_may_lie_in_several_pieces() throws IOException {
    // At each boundary of 8 and 64 KiB there is another part of a line or a character.
    String text = "a".repeat(8_190) + "\r\n" + "äöü€".repeat(20_000) + "\r\n😀".repeat(3_000);

    assertThat(lines(text)).isEqualTo(text.lines().toList());
  }

  @Test
  void a_byte_order_mark_is_no_character() throws IOException {
    assertThat(lines("\ufeffone\n\ufefftwo")).containsExactly("one", "\ufefftwo");
    assertThat(read("\ufeffone", 100).head(2)).isEqualTo("on");
  }

  @Test
  void the_largest_text_and_the_longest_line_are_allowed() throws IOException {
    ManifestText text = read("a".repeat(100_000), 100_000);

    assertThat(text.length()).isEqualTo(100_000);
    assertThat(text.lines(100_000, ManifestTextTest::tooLarge)).hasSize(1);
    assertThatThrownBy(() -> text.lines(99_999, ManifestTextTest::tooLarge).toList())
        .hasMessage("too large");
    assertThatThrownBy(() -> read("a".repeat(100_001), 100_000)).hasMessage("too large");
  }

  @Test
  void the_last_byte_shows_whether_a_line_is_cut() throws IOException {
    assertThat(read("a\n", 9).endsInsideLine()).isFalse();
    assertThat(read("a\r", 9).endsInsideLine()).isFalse();
    assertThat(read("a\nb", 9).endsInsideLine()).isTrue();
    assertThat(read("", 9).endsInsideLine()).isTrue();
  }
}
