package dev.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFoldersTest {
  @TempDir Path folder;

  @Test
  void folders_that_were_made_since_and_are_empty_go_away() throws IOException {
    Path deepest = folder.resolve("old/new/deep");
    Files.createDirectories(folder.resolve("old"));

    try (NewFolders made = NewFolders.above(deepest)) {
      Files.createDirectories(deepest);
    }

    assertThat(folder.resolve("old/new")).doesNotExist();
    assertThat(folder.resolve("old")).isDirectory();
  }

  @Test
  void a_folder_that_holds_something_stays_with_those_above_it() throws IOException {
    Path deepest = folder.resolve("new/deep");

    try (NewFolders made = NewFolders.above(deepest)) {
      Files.createDirectories(deepest);
      Files.writeString(folder.resolve("new/somebody-else.txt"), "mine");
    }

    assertThat(deepest).doesNotExist();
    assertThat(folder.resolve("new/somebody-else.txt")).exists();
  }

  @Test
  void folders_that_are_kept_stay() throws IOException {
    Path deepest = folder.resolve("new/deep");

    try (NewFolders made = NewFolders.above(deepest)) {
      Files.createDirectories(deepest);
      made.keep();
    }

    assertThat(deepest).isDirectory();
  }
}
