package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.command.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
  void the_doctor_finds_everything_that_is_needed() throws Exception {
    Path program = Files.createDirectory(folder.resolve("bin")).resolve("yt-dlp");
    Files.writeString(
        program,
        """
        #!/bin/sh
        echo '[debug] yt-dlp version stable@2020.01.02 from yt-dlp/yt-dlp' >&2
        echo '[debug] JS runtimes: none' >&2
        exit 2
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path empty = Files.createDirectory(folder.resolve("empty"));

    CommandRun run =
        CommandRun.in(
            empty, Map.of("PATH", program.getParent().toString(), "COLUMNS", "72"), "doctor");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 72);
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("Java ok ")
        .contains("file names ")
        .contains("libav encoders ok h264, h265, vp9, aac, opus, mp3")
        .containsPattern("yt-dlp warning 2020\\.01\\.02 at .* days old, .*(pipx upgrade yt-dlp)")
        .contains("no JavaScript runtime")
        .containsPattern("shows missing, optional .*spotify-client-id")
        .contains("disk ok ");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void the_doctor_names_what_is_missing_and_ends_with_1() throws Exception {
    Path file = Files.createFile(folder.resolve("no-folder"));

    CommandRun run =
        CommandRun.in(
            folder, "doctor", "--data-dir=" + file, "--feed-map=" + folder.resolve("none"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(run.out().replaceAll("\\s+", " "))
        .containsPattern("shows MISSING no feed map - .*none cannot be read")
        .contains("database MISSING ")
        .contains("storage MISSING ");
  }
}
