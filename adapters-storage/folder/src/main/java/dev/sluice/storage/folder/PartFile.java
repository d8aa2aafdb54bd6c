package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * An unfinished file in the folder of its target, and the folders that were created for it. Not
 * thread-safe.
 */
final class PartFile {
  private static final Pattern NAME = Pattern.compile("\\.sluice-\\d+-\\d+\\.part");
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final int MOST_TRIES = 100;

  private final Path path;
  private final FileChannel channel;
  private final Deque<Path> madeFolders;

  private PartFile(Path path, FileChannel channel, Deque<Path> madeFolders) {
    this.path = path;
    this.channel = channel;
    this.madeFolders = madeFolders;
  }

  static boolean isOne(String fileName) {
    return NAME.matcher(fileName).matches();
  }

  /** Creates a part file in this folder, and the folder itself if necessary. */
  static PartFile create(Path folder, ChannelSource channels) throws IOException {
    Deque<Path> made = new ArrayDeque<>();
    try {
      for (int i = 1; ; i++) {
        makeFolders(folder, made);
        Path path = folder.resolve(freshName());
        try {
          return new PartFile(path, channels.createNew(path), made);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
          // A process of the same number on another machine has this name; or a sink that was just
          // closed has removed the folder that it had created and we had found.
          if (i == MOST_TRIES) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      removeIfEmpty(made);
      throw e;
    }
  }

  // The name need not be random: a file is created only if there is none of that name.
  private static String freshName() {
    return ".sluice-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + ".part";
  }

  private static void makeFolders(Path folder, Deque<Path> made) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path next = folder; next != null && !Files.exists(next); next = next.getParent()) {
      missing.push(next);
    }
    for (Path next : missing) {
      try {
        Files.createDirectory(next);
        made.push(next);
      } catch (FileAlreadyExistsException e) {
        // Another sink has created it meanwhile. If it is a file, the next step says so.
      }
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Returns the folders that were created for this file, the deepest first. */
  Deque<Path> madeFolders() {
    return madeFolders;
  }

  /** Removes the file, and those of its folders that are empty. */
  void discard() throws IOException {
    try (channel) {
      Files.deleteIfExists(path);
    } finally {
      removeIfEmpty(madeFolders);
    }
  }

  private static void removeIfEmpty(Deque<Path> folders) {
    try {
      for (Path folder : folders) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // Not empty: another object is in it by now, and so in all folders above.
    }
  }
}
