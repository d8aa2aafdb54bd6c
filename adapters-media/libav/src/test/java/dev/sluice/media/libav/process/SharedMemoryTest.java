package dev.sluice.media.libav.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {
  @Test
  void what_a_killed_process_left_is_deleted_and_that_of_others_stays() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(SharedMemory.FOLDER), "no files in memory here");
    Path left = Files.createTempFile(SharedMemory.FOLDER, SharedMemory.PREFIX, null);
    Path fresh = Files.createTempFile(SharedMemory.FOLDER, SharedMemory.PREFIX, null);
    Path other = Files.createTempFile(SharedMemory.FOLDER, "sluice-test-", null);
    Path made = null;
    try {
      FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(5)));
      Files.setLastModifiedTime(left, longAgo);
      Files.setLastModifiedTime(other, longAgo);

      made = SharedMemory.create().orElseThrow();

      assertThat(left).doesNotExist();
      assertThat(fresh).exists();
      assertThat(other).exists();
    } finally {
      for (Path file : new Path[] {left, fresh, other, made}) {
        if (file != null) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
