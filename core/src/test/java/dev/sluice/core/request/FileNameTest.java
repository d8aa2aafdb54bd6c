package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
  @ParameterizedTest
  @CsvSource({
    "talk, talk",
    "my talk, my talk",
    "Vortrag über Äpfel, Vortrag über Äpfel",
    "講演, 講演",
    "a/b\\c, abc",
    "../../etc/passwd, etcpasswd",
    "a..b, ab",
    "a...b, a.b",
    "a./.b, ab",
    ".hidden, hidden",
    "' . talk . ', talk",
    "a:b*c?d<e>f|g, abcdefg",
    "'a\"b', ab",
    "'a\tb\nc\u0000d\u007fe', abcde",
    "'a\u202eb\u2066c\ufeffd', abcd",
    "'a\u200fb\u200ec', abc",
    "'\u00a0talk\u3000', talk",
    "a\u2028b, ab",
    "\uD83D\uDE00, \uD83D\uDE00",
  })
  void what_is_unsafe_is_taken_away(String text, String name) {
    assertThat(FileName.chosen(text).value()).isEqualTo(name);
    assertThat(FileName.derived(text).orElseThrow().value()).isEqualTo(name);
    assertThat(new FileName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "...", "/", "\\", "?", "\u0000", "\u202e", ". ."})
  void where_nothing_is_left_there_is_no_name(String text) {
    assertThat(FileName.derived(text)).isEmpty();
    assertThatThrownBy(() -> FileName.chosen(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Filename has no usable character");
  }

  @Test
  void a_chosen_name_that_is_too_long_is_refused_and_a_derived_one_shortened() {
    String longest = "x".repeat(255);

    assertThatThrownBy(() -> FileName.chosen(longest + "x"))
        .hasMessage("Filename too long (max 255 characters)");
    assertThat(FileName.derived(longest.repeat(4)).orElseThrow().value()).hasSize(235);
  }

  @Test
  void a_cut_never_splits_a_character() {
    String name = FileName.derived("\uD83D\uDE00".repeat(100)).orElseThrow().value();

    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(232);
    assertThat(name).isEqualTo("\uD83D\uDE00".repeat(58));
  }

  @Test
  void cleaning_is_done_once_and_for_all() {
    Random random = new Random(1);
    String alphabet = "a.. /\\:\u202e\u0000 \tCONul1_ä\uD83D";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(400); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      FileName.derived(text.toString())
          .ifPresent(
              name -> {
                assertThat(FileName.derived(name.value())).hasValue(name);
                assertThat(name.value()).doesNotContain("..", "/", "\\");
                assertThat(name.value().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(240);
              });
    }
  }
}
