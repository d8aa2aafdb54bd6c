package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.Main;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the process in the middle of {@code get}. */
class InterruptionTest {
  private static final int INTERRUPT = 2;

  @TempDir Path folder;

  @Test
  void an_interrupted_get_leaves_nothing_behind_and_ends_with_the_code_of_its_signal()
      throws Exception {
    byte[] clip =
        SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(10)).bytes();
    try (LoopbackSite site = LoopbackSite.start()) {
      site.serve("/slow.mkv", clip).throttle(clip.length / 20);
      Process get =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  // Of two configurations on the path, as tests of one build have them, it would
                  // tell.
                  "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "get",
                  "--allow-networks=127.0.0.0/8",
                  "--output=out",
                  site.uri("/slow.mkv").toString())
              .directory(folder.toFile())
              .start();
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> !files().isEmpty());

        boolean hearsInterrupts = hearsInterrupts(get.pid());
        kill(get.pid(), hearsInterrupts ? "INT" : "TERM");

        assertThat(get.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(get.exitValue()).isEqualTo(hearsInterrupts ? 130 : 143);
        assertThat(get.inputReader().lines()).isEmpty();
        assertThat(new String(get.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("sluice: Interrupted; nothing is left behind\n");
        assertThat(files()).isEmpty();
      } finally {
        get.destroyForcibly();
      }
    }
  }

  // A build that a script starts in the background ignores SIGINT, and so do its children: Java
  // then leaves the signal ignored. SIGTERM takes the same way through the shutdown hooks.
  private static boolean hearsInterrupts(long pid) throws Exception {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return true;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .replace("SigIgn:", "")
            .strip();
    return (Long.parseUnsignedLong(ignored, 16) & 1L << (INTERRUPT - 1)) == 0;
  }

  private static void kill(long pid, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
