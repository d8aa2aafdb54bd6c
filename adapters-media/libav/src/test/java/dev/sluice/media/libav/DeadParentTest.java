package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed leaves neither processes nor memory behind. */
class DeadParentTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private final String word = "doomed-" + System.nanoTime();
  private Set<String> memoryBefore = Set.of();

  @BeforeEach
  void look() {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are not listed");
    memoryBefore = ChildProcesses.sharedMemory();
  }

  @AfterEach
  void killWhatIsLeft() {
    ChildProcesses.with(word).forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void a_parent_that_is_killed_takes_its_children_along() throws Exception {
    Process parent =
        new ProcessBuilder(
                JAVA.toString(),
                "-cp",
                absolute(System.getProperty("java.class.path")),
                DoomedParent.class.getName(),
                word,
                slowJava().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = parent.inputReader()) {
      // A logger may print, too.
      assertThat(said.lines().anyMatch("ready"::equals)).isTrue();
      await().atMost(LONG).until(() -> Files.exists(folder.resolve("held")));
    } finally {
      parent.destroyForcibly().waitFor();
    }
    // One that starts meanwhile finds no parent.
    Files.createFile(folder.resolve("go"));

    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(ChildProcesses.with(word)).as("orphans").isEmpty());
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(memoryBefore).containsAll(ChildProcesses.sharedMemory()));
  }

  /** Returns a program that holds up the start of a child until a file appears. */
  private Path slowJava() throws IOException {
    String script =
        "#!/bin/sh\n"
            + "case \"$*\" in *'/dev/fd/3'*)\n"
            + "  : >'%1$s/held'\n"
            + "  while [ ! -e '%1$s/go' ]; do sleep 0.05; done\n"
            + "esac\n"
            + "exec '%2$s' \"$@\"\n";
    Path program = folder.resolve("java");
    Files.writeString(
        program, script.replace("%1$s", folder.toString()).replace("%2$s", "" + JAVA));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static String absolute(String classPath) {
    StringBuilder all = new StringBuilder();
    for (String entry : classPath.split(File.pathSeparator)) {
      all.append(all.length() == 0 ? "" : File.pathSeparator)
          .append(new File(entry).getAbsolutePath());
    }
    return all.toString();
  }
}
