package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderTest {
  @ParameterizedTest
  @CsvSource({
    "talks, talks",
    "talks/2026, talks/2026",
    "talks/, talks",
    "talks//, talks",
    "my talks/Äpfel, my talks/Äpfel",
    "a.b/c, a.b/c",
  })
  void a_folder_is_taken_without_its_last_slash(String text, String folder) {
    assertThat(new Folder(text).value()).isEqualTo(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "'', Folder name is blank",
    "'  ', Folder name is blank",
    ".., Folder name must not contain '..'",
    "a/../b, Folder name must not contain '..'",
    "a..b, Folder name must not contain '..'",
    "/a, Folder name must not begin with a slash",
    "\\a, Folder name must not begin with a slash",
    "/, Folder name must not begin with a slash",
  })
  void what_climbs_or_is_blank_is_refused(String text, String sentence) {
    assertThatThrownBy(() -> new Folder(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a//b", "./a", "a/.", "a/ /b", "a\\b", "a\nb", "a\u0000b", "a/b\u007f", "a\u0085"})
  void what_no_object_can_lie_in_is_refused(String text) {
    assertThatThrownBy(() -> new Folder(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Folder name must not contain empty or '.' parts, backslashes or control characters");
  }

  @Test
  void a_part_that_is_chosen_has_as_many_bytes_as_a_file_system_takes() {
    String longest = "日".repeat(85);

    assertThat(Folder.chosen(longest + "/" + longest).value()).hasSize(171);
    assertThatThrownBy(() -> Folder.chosen("a/" + longest + "x"))
        .hasMessage(
            "Folder name too long (max 255 bytes between two slashes, not 256); shorten it");
    assertThat(new Folder("日".repeat(200)).value()).as("of an earlier version").hasSize(200);
  }

  @Test
  void the_length_is_limited() {
    assertThat(new Folder("x".repeat(200)).value()).hasSize(200);
    assertThatThrownBy(() -> new Folder("x".repeat(201)))
        .hasMessage("Folder name too long (max 200 characters)");
  }
}
