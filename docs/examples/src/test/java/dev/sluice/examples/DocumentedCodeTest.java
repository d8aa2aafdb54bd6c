package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java that the pages show is the Java that this module compiles and runs. */
class DocumentedCodeTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/embedding.md"})
  void each_block_stands_in_an_example(String page) throws IOException {
    List<String> blocks = blocks(ROOT.resolve(page));
    List<String> sources = sources();

    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      assertThat(block).isNotBlank();
      assertThat(sources).as(block).anyMatch(source -> source.contains(block));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "README.md")
  void the_first_screen_stays_short(String page) throws IOException {
    assertThat(blocks(ROOT.resolve(page)).get(0).lines().count()).isLessThanOrEqualTo(15);
  }

  private static List<String> blocks(Path page) throws IOException {
    Matcher matcher = JAVA_BLOCK.matcher(Files.readString(page));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(unindented(matcher.group(1)));
    }
    return found;
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        texts.add(unindented(Files.readString(file)));
      }
      return texts;
    }
  }

  // A page shows a method's body at the margin; only the indentation may differ.
  private static String unindented(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }
}
