package dev.sluice.storage.jdbc.journal;

import dev.sluice.storage.jdbc.h2.PrivateFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The folder in which the processes that share a database have their journal files, and which finds
 * the files of dead processes. Files are created and searched {@linkplain #exclusively
 * exclusively}.
 */
final class JournalFolder {
  private static final System.Logger LOG = System.getLogger(JournalFolder.class.getName());

  private final Path path;

  JournalFolder(Path path) {
    this.path = path;
  }

  /** Work with files. */
  interface Work {
    void run() throws IOException;
  }

  // One process at a time: a file that was just created and is not yet locked looks like a dead
  // process's. The monitor is for threads of one process, among whom a second file lock is an
  // error.
  void exclusively(Work work) throws IOException {
    Path file = path.resolve("journal.lock");
    synchronized (JournalFolder.class) {
      PrivateFolder.createFile(file);
      try (FileChannel gate = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock turn = gate.lock()) {
        LOG.log(System.Logger.Level.TRACE, "Locked the journal's folder: {0}", turn);
        work.run();
      }
    }
  }

  /** Takes over the files that no living process has locked, in the order of their names. */
  List<JournalFile> filesOfTheDead() throws IOException {
    List<JournalFile> dead = new ArrayList<>();
    for (Path file : files()) {
      JournalFile.tryOpen(file).ifPresent(dead::add);
    }
    return dead;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "journal-*")) {
      found.forEach(files::add);
    }
    files.sort(null);
    return files;
  }

  JournalFile newFile() throws IOException {
    return JournalFile.create(unusedPath());
  }

  private Path unusedPath() {
    for (int number = 1; ; number++) {
      Path unused = path.resolve(String.format(Locale.ROOT, "journal-%06d", number));
      if (!Files.exists(unused)) {
        return unused;
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
