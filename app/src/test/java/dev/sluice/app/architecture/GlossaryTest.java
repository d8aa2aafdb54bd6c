package dev.sluice.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the names of public types to the glossary. */
class GlossaryTest {
  private static final Path PAGE = Path.of("../docs/glossary.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+`) \\| [^|]+ \\|$");
  private static final Pattern WORD = Pattern.compile("`([A-Z][A-Za-z]*)`");
  private static final Pattern PART_OF_NAME = Pattern.compile("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*");

  private static Set<String> bannedWords() throws IOException {
    String page = Files.readString(PAGE);
    String list = page.substring(page.indexOf("## Words that no public type's name contains"));
    return ROW.matcher(list)
        .results()
        .flatMap(row -> WORD.matcher(row.group(1)).results())
        .map(word -> word.group(1))
        .collect(Collectors.toSet());
  }

  private static List<String> wordsOf(String name) {
    return PART_OF_NAME.matcher(name).results().map(MatchResult::group).toList();
  }

  private static boolean isBanned(String name, Set<String> banned) {
    return wordsOf(name).stream().anyMatch(banned::contains);
  }

  private static Stream<JavaClass> publicTypes() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.sluice")
            .stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC));
  }

  @Test
  void no_public_type_has_a_banned_word_in_its_name() throws IOException {
    Set<String> banned = bannedWords();

    List<JavaClass> types = publicTypes().toList();

    assertThat(types).hasSizeGreaterThan(100);
    assertThat(types.stream().filter(type -> isBanned(type.getSimpleName(), banned))).isEmpty();
  }

  @Test
  void the_list_is_read_whole_and_finds_what_it_bans() throws IOException {
    Set<String> banned = bannedWords();

    assertThat(banned).hasSizeGreaterThan(30).contains("Allowance", "Answers", "Words");
    assertThat(List.of("Surroundings", "KeptAnswer", "SourceWords", "OwnerLimits"))
        .allMatch(name -> isBanned(name, banned));
    assertThat(List.of("Keptic", "Owned", "JobBookmark", "AddressPolicy"))
        .noneMatch(name -> isBanned(name, banned));
  }
}
