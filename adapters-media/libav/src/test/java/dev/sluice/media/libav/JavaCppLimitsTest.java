package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.libav.sample.SampleClip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JavaCPP reads its limits once for each process, so each case starts a process of its own. */
class JavaCppLimitsTest {
  private static final String PHYSICAL = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=";

  @ParameterizedTest
  @ValueSource(strings = {"transcoder", "check", "clip"})
  void every_entry_to_the_library_switches_the_limits_off(String entry) throws Exception {
    assertThat(limitsAfter(entry)).isEqualTo("0 0");
  }

  @Test
  void a_limit_that_the_embedder_sets_stays() throws Exception {
    assertThat(limitsAfter("transcoder", PHYSICAL + "123456789012")).isEqualTo("0 123456789012");
  }

  private static String limitsAfter(String entry, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Entry.class.getName(), entry));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    // A logging library on the class path may print the warning to the standard output, too.
    return printed.substring(printed.lastIndexOf('\n') + 1);
  }

  /** Uses the library first and only then asks JavaCPP for its limits. */
  static final class Entry {
    public static void main(String[] arguments) {
      Object used =
          switch (arguments[0]) {
            case "transcoder" -> new LibavTranscoder();
            case "check" -> LibavCheck.run();
            default -> SampleClip.of("matroska", "h264", "aac").bytes();
          };
      System.out.println(Pointer.maxBytes() + " " + Pointer.maxPhysicalBytes());
      java.util.Objects.requireNonNull(used);
    }
  }
}
