package dev.sluice.media.site.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ScratchHomeTest {
  private static final int FILES = 2_000;

  @Test
  void isGoneThoughAProgramThatDiesStillWritesIntoIt() throws Exception {
    ScratchHome home = ScratchHome.make();
    CountDownLatch begun = new CountDownLatch(50);
    Thread dying = new Thread(() -> fill(home.path(), begun));
    dying.start();
    begun.await();
    home.close();
    dying.join();
    assertThat(home.path()).doesNotExist();
  }

  @Test
  void isGoneForOneWhoIsInterrupted() throws Exception {
    ScratchHome home = ScratchHome.make();
    CountDownLatch begun = new CountDownLatch(50);
    Thread dying = new Thread(() -> fill(home.path(), begun));
    dying.start();
    begun.await();
    Thread.currentThread().interrupt();
    home.close();
    assertThat(Thread.interrupted()).isTrue();
    dying.join();
    assertThat(home.path()).doesNotExist();
  }

  private static void fill(Path folder, CountDownLatch begun) {
    try {
      for (int i = 0; i < FILES; i++) {
        Files.createFile(folder.resolve("part-" + i));
        begun.countDown();
      }
    } catch (IOException e) {
      // The folder is gone.
    }
  }
}
