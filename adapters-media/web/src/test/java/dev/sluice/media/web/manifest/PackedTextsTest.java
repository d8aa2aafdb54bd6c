package dev.sluice.media.web.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedTextsTest {
  private static List<String> readBack(String reference, List<String> texts) {
    PackedTexts packed = new PackedTexts(reference);
    texts.forEach(packed::add);
    packed.trim();
    List<String> read = new ArrayList<>();
    for (int i = 0; i < packed.size(); i++) {
      read.add(packed.get(i));
    }
    return read;
  }

  @Test
  void texts_are_read_as_they_were_added() {
    List<String> texts =
        List.of(
            "", "a", "aa", "aaa", "aa", "a", "", "ä€😀", "ä€😁", "same", "same", "x".repeat(999));

    assertThat(readBack("", texts)).isEqualTo(texts);
    assertThat(readBack("aa", texts)).isEqualTo(texts);
    assertThat(readBack("ä€😀", List.of())).isEmpty();
  }

  @Test
  void texts_of_few_letters_overlap_in_every_way() {
    Random random = new Random(7);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(9); k > 0; k--) {
        text.append(random.nextBoolean() ? 'a' : 'é');
      }
      texts.add(text.toString());
    }

    assertThat(readBack("aéa", texts)).isEqualTo(texts);
  }

  @Test
  void what_texts_share_is_stored_once() {
    PackedTexts packed = new PackedTexts("https://a.example/" + "f".repeat(500) + "/list");
    for (int i = 0; i < 1_600; i++) {
      packed.add("https://a.example/" + "f".repeat(500) + "/" + i + ".ts?" + "t".repeat(500));
    }

    assertThat(packed.bytes()).isLessThan(100 * 600 + 1_600 * 10);
  }

  @Test
  void a_text_that_was_not_added_is_refused() {
    PackedTexts packed = new PackedTexts("");
    packed.add("one");

    assertThatThrownBy(() -> packed.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> packed.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
