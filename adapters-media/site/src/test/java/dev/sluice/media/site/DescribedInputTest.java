package dev.sluice.media.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.testkit.fake.MemoryInput;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescribedInputTest {
  private static PageFormat format(String more) throws IOException {
    String text =
        "{`url`:`https://a.example/a`,`protocol`:`https`,`acodec`:`opus`%s}".formatted(more);
    return PageFormatTest.formats(text).get(0);
  }

  private static MediaInput incomplete() {
    return new MediaInput.Forwarding(MemoryInput.of(new byte[9])) {
      @Override
      public List<String> missing() {
        return List.of("A segment is missing");
      }
    };
  }

  @Test
  void a_page_adds_its_language_and_hides_nothing() throws IOException {
    MediaInput described = DescribedInput.of(incomplete(), format(",`language`:`de`"));

    assertThat(described.rendition().orElseThrow().language()).hasValue("de");
    assertThat(described.missing()).containsExactly("A segment is missing");
    assertThat(described.size()).hasValue(9);
  }

  @Test
  void a_page_that_says_nothing_changes_nothing() throws IOException {
    MediaInput input = incomplete();

    assertThat(DescribedInput.of(input, format(""))).isSameAs(input);
  }
}
