package dev.sluice.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders on the way to a file that were not there before. Closing it removes those that are
 * empty, unless they are to be kept; what was there before stays in any case.
 */
final class NewFolders implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NewFolders.class.getName());

  /** The deepest first. */
  private final List<Path> missing = new ArrayList<>();

  private NewFolders() {}

  static NewFolders none() {
    return new NewFolders();
  }

  static NewFolders above(Path deepest) {
    NewFolders folders = new NewFolders();
    Path at = deepest.toAbsolutePath().normalize();
    while (at != null && Files.notExists(at)) {
      folders.missing.add(at);
      at = at.getParent();
    }
    return folders;
  }

  /** They hold something now. */
  void keep() {
    missing.clear();
  }

  @Override
  public void close() {
    for (Path folder : missing) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        // Something lies in it, and then in those above it too.
        LOG.log(System.Logger.Level.DEBUG, "A folder stays: " + folder, e);
        return;
      }
    }
  }
}
