package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.command.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path folder;

  @Test
  void the_demo_shows_each_step_and_touches_nothing_that_is_set() {
    CommandRun run =
        CommandRun.in(
            folder,
            Map.of(
                "SLUICE_S3_BUCKET", "precious",
                "SLUICE_S3_ACCESS_KEY", "access",
                "SLUICE_S3_SECRET_KEY", "secret"),
            "demo");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().map(line -> line.replaceAll("\\s.*", "")))
        .containsExactly(
            "server",
            "source",
            "request",
            "job",
            "fetch",
            "transcode",
            "store",
            "notify",
            "result",
            "",
            "");
    assertThat(run.out()).contains("h264:copy vorbis>aac", "its signature is right");
    assertThat(folder.resolve("data/demo/objects/videos/Sluice demo.mp4")).isRegularFile();
    assertThat(Files.exists(folder.resolve("data/objects"))).isFalse();
  }

  @Test
  void the_doctor_finds_everything_that_is_needed() {
    CommandRun run = CommandRun.in(folder, Map.of("PATH", ""), "doctor");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches("Java +ok .*"))
        .anyMatch(line -> line.matches("libav encoders +ok +h264, h265, vp9, aac, opus, mp3.*"))
        .anyMatch(line -> line.matches("shows +missing, optional .*spotify-client-id.*"))
        .anyMatch(line -> line.matches("yt-dlp +missing, optional .*"))
        .anyMatch(line -> line.matches("disk +ok .*"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void the_doctor_names_what_is_missing_and_ends_with_1() throws Exception {
    Path file = Files.createFile(folder.resolve("no-folder"));

    CommandRun run =
        CommandRun.in(
            folder, "doctor", "--data-dir=" + file, "--feed-map=" + folder.resolve("none"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches("shows +MISSING .*feed map .*none cannot be read.*"))
        .anyMatch(line -> line.matches("database +MISSING .*"))
        .anyMatch(line -> line.matches("storage +MISSING .*"));
  }
}
