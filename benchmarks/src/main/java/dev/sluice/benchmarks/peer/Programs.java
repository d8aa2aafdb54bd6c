package dev.sluice.benchmarks.peer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs other programs and says what they cost. */
public final class Programs {
  private static final String MARK = "sluice-benchmark-took";

  /**
   * A finished program.
   *
   * @param seconds by the wall clock
   * @param cpuSeconds of the program and its children, user and system
   * @param output both streams
   */
  public record Ran(double seconds, double cpuSeconds, String output) {}

  private Programs() {}

  /** Fails with a sentence if one of them is not on the path. */
  public static void require(String... programs) {
    for (String program : programs) {
      if (!isInstalled(program)) {
        throw new MissingProgramException(program);
      }
    }
  }

  static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs it to its end; an exit code other than 0 is an exception with its output. */
  public static Ran run(String... command) throws IOException, InterruptedException {
    return run(List.of(command), Map.of());
  }

  /** The same, with more in its environment. */
  public static Ran run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> timed = new ArrayList<>();
    // The shell's own clock: a child's processor time is gone once Java has reaped it.
    timed.addAll(List.of("bash", "-c", "TIMEFORMAT='" + MARK + " %R %U %S'; time \"$@\"", "bash"));
    timed.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(timed).redirectInput(new File("/dev/null")).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + output);
    }
    int mark = output.lastIndexOf(MARK);
    String[] times = output.substring(mark + MARK.length()).strip().split(" ");
    double user = Double.parseDouble(times[1]);
    double system = Double.parseDouble(times[2]);
    return new Ran(Double.parseDouble(times[0]), user + system, output.substring(0, mark));
  }
}
