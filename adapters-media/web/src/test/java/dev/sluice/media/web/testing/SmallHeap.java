package dev.sluice.media.web.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs code in a JVM with a small heap, which shows what the code needs at its peak: whatever is
 * garbage by then does not count.
 */
public final class SmallHeap {
  private SmallHeap() {}

  /**
   * Returns the last line that a program prints.
   *
   * @param megabytes the size of the heap
   * @param program a class with a main method
   * @throws AssertionError with all its output if it fails or the heap is exhausted
   */
  public static String run(int megabytes, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + megabytes + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new AssertionError("it ended with " + process.exitValue() + ":\n" + printed);
    }
    return printed.substring(printed.lastIndexOf('\n') + 1);
  }
}
