package dev.sluice.media.libav.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
  private static final int LOOKS = 500;

  @TempDir Path folder;
  @TempDir Path elsewhere;

  @Test
  void links_that_lead_out_of_a_folder_are_readable() throws IOException {
    Files.createSymbolicLink(folder.resolve("out"), elsewhere);
    Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("nothing"));

    assertThat(Sandbox.withLinks(folder)).contains(folder, elsewhere.toRealPath());
  }

  // The folder of Java may be in use by others, such as /tmp.
  @Test
  void files_that_are_removed_meanwhile_are_no_failure() throws Exception {
    Files.createSymbolicLink(folder.resolve("out"), elsewhere);
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(
            () -> {
              while (!isOver.get()) {
                comeAndGo();
              }
            });
    try {
      for (int i = 0; i < LOOKS; i++) {
        assertThat(Sandbox.withLinks(folder)).contains(elsewhere.toRealPath());
      }
    } finally {
      isOver.set(true);
      others.join();
    }
  }

  private void comeAndGo() {
    try {
      for (int i = 0; i < 20; i++) {
        Files.createDirectories(folder.resolve("a" + i));
      }
      for (int i = 0; i < 20; i++) {
        Files.delete(folder.resolve("a" + i));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
