package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a/b.mp4",
        "videos/talks/Äpfel (2).mp4",
        "a b/c d",
        "...",
        "a..b",
        ".hidden",
        "a/..b/c..",
        "講演/\uD83D\uDE00.mkv",
      })
  void a_path_stays_as_it_is_and_below_any_root(String text) {
    ObjectPath path = ObjectPath.of(text);

    assertThat(path).hasToString(text);
    Path root = Path.of("/root/objects");
    Path file = root.resolve(path.value()).normalize();
    assertThat(file.startsWith(root) && !file.equals(root)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "./a",
        "../a",
        "a/..",
        "a/../b",
        "a/./b",
        "a/ /b",
        "a\\b",
        "..\\a",
        "a\u0000b",
        "a\nb",
        "a\u007f",
        "a\u0085b",
        "a\uD800b",
      })
  void what_climbs_or_is_empty_is_refused(String text) {
    assertThatThrownBy(() -> ObjectPath.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_length_is_limited_in_bytes() {
    assertThat(ObjectPath.of("ä".repeat(512)).value()).hasSize(512);
    assertThatThrownBy(() -> ObjectPath.of("ä".repeat(512) + "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a/talk.mp4, 2, a/talk (2).mp4",
    "talk, 3, talk (3)",
    "a.b/talk, 3, a.b/talk (3)",
    "a/.hidden, 2, a/.hidden (2)",
    "a/talk.tar.gz, 10, a/talk.tar (10).gz",
    "a/talk., 2, a/talk (2).",
  })
  void a_number_stands_before_the_extension(String path, int number, String numbered) {
    assertThat(ObjectPath.of(path).numbered(number)).hasToString(numbered);
  }

  @Test
  void parts_and_name_are_what_stands_between_the_slashes() {
    assertThat(ObjectPath.of("a/b/c.mp4").parts()).containsExactly("a", "b", "c.mp4");
    assertThat(ObjectPath.of("a/b/c.mp4").fileName()).isEqualTo("c.mp4");
    assertThat(ObjectPath.of("c.mp4").fileName()).isEqualTo("c.mp4");
  }
}
