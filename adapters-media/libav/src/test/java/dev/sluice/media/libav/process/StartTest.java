package dev.sluice.media.libav.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
  private static final int STARTS = 12;
  private static final long STEP_MICROS = 500;

  @Test
  void a_child_that_is_killed_at_any_moment_of_its_start_leaves_no_process(@TempDir Path folder)
      throws IOException {
    Sandbox sandbox = Sandbox.find();
    Assumptions.assumeTrue(sandbox != Sandbox.NONE, "no sandbox here");
    String word = "start-" + System.nanoTime();
    ChildCommand command =
        new ChildCommand(
            word,
            List.of(),
            Optional.of(readingProgram(folder)),
            Optional.empty(),
            32 << 20,
            1 << 30,
            Optional.of(sandbox),
            false);

    for (int i = 0; i < STARTS; i++) {
      ChildProcess child =
          ChildProcess.start(command.in(sandbox, List.of(), Optional.empty()), null);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(i * STEP_MICROS));
      child.kill();
    }

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        ProcessHandle.allProcesses()
                            .filter(process -> command(process).contains(word)))
                    .isEmpty());
  }

  /** Returns a program that reads its input to the end, as a child does. */
  private static Path readingProgram(Path folder) throws IOException {
    Path program = Files.createDirectories(folder.resolve("home/bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\nexec cat >/dev/null\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String command(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException ended) {
      return "";
    }
  }
}
