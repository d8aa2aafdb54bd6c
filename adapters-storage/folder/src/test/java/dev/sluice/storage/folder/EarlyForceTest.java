package dev.sluice.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a growing file is forced to the disk. */
class EarlyForceTest {
  @TempDir Path folder;

  @Test
  void every_so_many_bytes() throws IOException {
    try (RecordingFile file = RecordingFile.taking(folder.resolve("film.part"))) {
      EarlyForce force = new EarlyForce(file, 10);

      CountDownLatch first = file.forceWaits();

      force.startIfDue(9);
      assertThat(force.isRunning()).isFalse();
      force.startIfDue(12);
      assertThat(force.isRunning()).isTrue();
      force.startIfDue(30);
      first.countDown();
      force.await();
      assertThat(force.isRunning()).isFalse();
      force.startIfDue(21);
      assertThat(force.isRunning()).isFalse();
      force.startIfDue(22);
      force.await();
      force.await();
      assertThat(file.forced()).isEqualTo(2);
    }
  }

  @Test
  void what_the_disk_says_is_reported_once() throws IOException {
    try (RecordingFile file = RecordingFile.taking(folder.resolve("film.part"))) {
      file.forceFails();
      EarlyForce force = new EarlyForce(file, 10);
      force.startIfDue(10);

      assertThatThrownBy(force::await).isInstanceOf(IOException.class).hasMessage("I/O error");
      force.await();
    }
  }
}
