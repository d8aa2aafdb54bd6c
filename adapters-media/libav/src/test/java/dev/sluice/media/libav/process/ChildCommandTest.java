package dev.sluice.media.libav.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChildCommandTest {
  private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsfirst";
  private static final String LIBRARY_PATH = "java.library.path";

  private final String libraryPath = System.getProperty(LIBRARY_PATH);

  @AfterEach
  void restore() {
    System.clearProperty(PATHS_FIRST);
    System.setProperty(LIBRARY_PATH, libraryPath);
  }

  @Test
  void a_child_finds_the_libraries_of_a_package_where_its_parent_does() {
    System.setProperty(PATHS_FIRST, "true");
    System.setProperty(LIBRARY_PATH, "relative" + File.pathSeparator + "/usr/lib/sluice");

    assertThat(command().unpacking())
        .contains(
            "-D" + PATHS_FIRST + "=true",
            "-D"
                + LIBRARY_PATH
                + "="
                + absolute("relative")
                + File.pathSeparator
                + absolute("/usr/lib/sluice"));
  }

  @Test
  void a_child_looks_into_its_class_path_first_where_its_parent_does() {
    assertThat(command().unpacking()).noneMatch(word -> word.contains(PATHS_FIRST));
  }

  private static Path absolute(String folder) {
    return Path.of(folder).toAbsolutePath();
  }

  private static ChildCommand command() {
    return new ChildCommand(
        "Main",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        32 << 20,
        1 << 30,
        Optional.empty(),
        false);
  }
}
