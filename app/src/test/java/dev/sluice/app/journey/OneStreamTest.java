package dev.sluice.app.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.s3.S3ProxyFixture;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Download, remux and upload at the same time, with nothing written outside the store: 500 MB
 * through a process with a heap of 128 MB that has nowhere to put a temporary file.
 */
class OneStreamTest {
  private static final long SECONDS = 2_605; // 500 MB

  @TempDir Path folder;

  @Test
  void half_a_gigabyte_flows_into_a_bucket_without_touching_the_disk() throws Exception {
    Path bucket = Files.createDirectory(folder.resolve("bucket"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    // A file where a folder is expected: not even root can write into it.
    Path noFolder = Files.createFile(folder.resolve("no-folder"));

    try (LoopbackSite site = LoopbackSite.start();
        S3ProxyFixture s3 = S3ProxyFixture.start(bucket)) {
      site.serve("/long.wav", new WavSource(SECONDS)).type("audio/wav");

      Process sluice = get(site, s3, empty, noFolder);
      boolean overlapped = false;
      while (sluice.isAlive()) {
        overlapped |= site.openTransfers() > 0 && partsIn(bucket) > 1;
        sluice.waitFor(20, TimeUnit.MILLISECONDS);
      }

      String output = new String(sluice.getInputStream().readAllBytes(), UTF_8);
      assertThat(sluice.exitValue()).as(output).isZero();
      assertThat(s3.keys()).containsExactly("long.mkv");
      assertThat(s3.unfinishedUploads()).isEmpty();
      assertThat(overlapped).as("parts were stored while the source was still sending").isTrue();
      assertThat(Files.size(bucket.resolve(S3ProxyFixture.BUCKET).resolve("long.mkv")))
          .isGreaterThan(SECONDS * 192_000);
      assertThat(empty).isEmptyDirectory();
    }
  }

  private static Process get(LoopbackSite site, S3ProxyFixture s3, Path home, Path noFolder)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Djava.io.tmpdir=" + noFolder,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.sluice.app.Main",
            "get",
            site.uri("/long.wav").toString(),
            "--format",
            "mkv");
    builder.directory(home.toFile());
    builder.environment().put("SLUICE_ALLOW_NETWORKS", "127.0.0.0/8");
    builder.environment().put("SLUICE_S3_ENDPOINT", s3.endpoint().toString());
    builder.environment().put("SLUICE_S3_REGION", S3ProxyFixture.REGION);
    builder.environment().put("SLUICE_S3_BUCKET", S3ProxyFixture.BUCKET);
    builder.environment().put("SLUICE_S3_ACCESS_KEY", S3ProxyFixture.ACCESS_KEY);
    builder.environment().put("SLUICE_S3_SECRET_KEY", S3ProxyFixture.SECRET_KEY);
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    return builder.start();
  }

  /** Files of several megabytes: the parts of an upload that is under way. */
  private static long partsIn(Path bucket) {
    try (Stream<Path> files = Files.walk(bucket)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      return all.stream().filter(file -> file.toFile().length() > 4 << 20).count();
    } catch (IOException | UncheckedIOException e) {
      // A file went away while we looked.
      return 0;
    }
  }
}
