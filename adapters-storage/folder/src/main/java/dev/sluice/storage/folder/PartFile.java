package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * An unfinished file in the folder of its target, and the folders that were created for it. The
 * file is locked while it is open, so that other processes see that its writer lives. Not
 * thread-safe.
 */
final class PartFile implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("\\.sluice-\\d+-\\d+\\.part");
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final int MOST_TRIES = 100;

  /**
   * The names of the part files that are open in this process. POSIX locks belong to a process, and
   * end when it closes any channel of the file: so this process must not open them once more.
   */
  private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final Deque<Path> madeFolders;
  private Optional<FileChannel> pastCache = Optional.empty();

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
          return locked(path, channels, made);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
          // A process of the same number on another machine has this name; or a sink that was just
          // closed has removed the folder that it had created and we had found; or another process
          // has removed the file before it was locked.
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

  private static PartFile locked(Path path, ChannelSource channels, Deque<Path> made)
      throws IOException {
    String name = path.getFileName().toString();
    OPEN.add(name);
    try {
      FileChannel channel = channels.createNew(path);
      if (isLockedByAnother(channel) || !Files.exists(path)) {
        channel.close();
        throw new NoSuchFileException(path.toString());
      }
      return new PartFile(path, channel, made);
    } catch (IOException | RuntimeException e) {
      OPEN.remove(name);
      throw e;
    }
  }

  /** Locks the file until the process closes it; where there are no locks, does nothing. */
  private static boolean isLockedByAnother(FileChannel channel) {
    try {
      return channel.tryLock() == null;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Removes a part file whose writer has died: it is not locked, and was not written lately.
   * Network file systems often keep locks on each machine, so a file that is not locked may have a
   * writer on another one.
   *
   * @param isOld whether it was last written so long ago that its writer must have died, for file
   *     systems without locks
   * @param isSilent whether it was last written so long ago that its writer has died if it is not
   *     locked
   */
  static boolean removeIfLeft(Path file, boolean isOld, boolean isSilent) throws IOException {
    if (OPEN.contains(file.getFileName().toString()) || !isOld && !isSilent) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // While it is locked here, a process that has just created it gives it up.
      return channel.tryLock() != null && Files.deleteIfExists(file);
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      return isOld && Files.deleteIfExists(file);
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

  /**
   * Returns a second channel of the file, past the page cache. It is opened once and closed with
   * the file: its lock would end before.
   */
  Optional<FileChannel> pastCache(ChannelSource channels) {
    if (pastCache.isEmpty()) {
      pastCache = channels.pastCache(path);
    }
    return pastCache;
  }

  /** Returns the folders that were created for this file, the deepest first. */
  Deque<Path> madeFolders() {
    return madeFolders;
  }

  /** Removes the file, and those of its folders that are empty. */
  void discard() throws IOException {
    try (this) {
      Files.deleteIfExists(path);
    } finally {
      removeIfEmpty(madeFolders);
    }
  }

  /** Closes the file, and leaves it where it is. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (pastCache.isPresent()) {
        pastCache.get().close();
      }
    } finally {
      OPEN.remove(path.getFileName().toString());
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
