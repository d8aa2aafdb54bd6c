package dev.sluice.app.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds everything that is shipped to the walls of the house. */
class ArchitectureTest {
  private static JavaClasses everythingShipped;

  @BeforeAll
  static void read() {
    everythingShipped =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Tests of other modules come as folders or, once packed, as jars.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .withImportOption(location -> !location.contains("testkit"))
            .importPackages("dev.sluice");
  }

  static Stream<Arguments> rules() {
    return Arrays.stream(ArchitectureRules.class.getDeclaredFields())
        .filter(field -> ArchRule.class.isAssignableFrom(field.getType()))
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(field -> Arguments.of(field.getName(), value(field)));
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void the_wall_stands(String name, ArchRule rule) {
    rule.check(everythingShipped);
  }
}
