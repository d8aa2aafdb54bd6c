package dev.sluice.examples;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each link between the pages leads somewhere, and each line fits on a screen. */
class DocumentedPagesTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final int LONGEST_LINE = 120;
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  @ParameterizedTest
  @MethodSource("pages")
  void each_link_leads_somewhere(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    String text = String.join(" ", prose(page)).replaceAll("`[^`]*`", "");
    Matcher links = LINK.matcher(text);
    while (links.find()) {
      if (!leadsSomewhere(page, links.group(1))) {
        broken.add(links.group(1));
      }
    }
    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void no_line_is_longer_than_a_screen(Path page) throws IOException {
    assertThat(prose(page)).filteredOn(line -> line.codePoints().count() > LONGEST_LINE).isEmpty();
  }

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      int depth = folder.equals(ROOT) ? 1 : 3;
      try (Stream<Path> files = Files.walk(folder, depth)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    assertThat(pages).hasSizeGreaterThan(10);
    return pages.stream();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    if (link.contains("://")) {
      return true;
    }
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1 || anchors(target).contains(parts[1]);
  }

  // As GitHub makes them: lower case, spaces to hyphens, without other punctuation.
  private static Set<String> anchors(Path page) throws IOException {
    return prose(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(toCollection(LinkedHashSet::new));
  }

  private static List<String> prose(Path page) throws IOException {
    List<String> prose = new ArrayList<>();
    boolean isCode = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        isCode = !isCode;
      } else if (!isCode) {
        prose.add(line);
      }
    }
    return prose;
  }
}
