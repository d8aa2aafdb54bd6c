package dev.sluice.storage.folder;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.ObjectPath;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The folder of the objects, and the paths of their files. Thread-safe. */
final class ObjectFolder {
  private static final Logger LOG = System.getLogger(ObjectFolder.class.getName());

  /** A living writer is hardly ever silent for so long. */
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private final Path root;
  private final ChannelSource channels;

  ObjectFolder(Path root, ChannelSource channels) {
    this.root = root.toAbsolutePath().normalize();
    this.channels = channels;
  }

  Path root() {
    return root;
  }

  ChannelSource channels() {
    return channels;
  }

  /** Returns the path of an object's file without looking at the file system. */
  Path target(ObjectPath path) {
    try {
      return root.resolve(path.value());
    } catch (InvalidPathException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The file system does not allow a file named '%s'; choose another name."
              .formatted(path.fileName()),
          e);
    }
  }

  /**
   * Returns the path of an object's file, if it is within the folder.
   *
   * @throws SluiceException STORE_REFUSED if a symbolic link leads out of the folder
   */
  Path inside(ObjectPath path) throws IOException {
    Path target = target(path);
    if (!Files.exists(root)) {
      return target;
    }
    Path parent = target.getParent();
    while (!Files.exists(parent)) {
      parent = parent.getParent();
    }
    if (!parent.toRealPath().startsWith(root.toRealPath())) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "'%s' leads out of the folder %s through a symbolic link; remove the link or choose"
                  .formatted(path, root)
              + " another name.");
    }
    return target;
  }

  /** Returns the file of an object, if it exists and is within the folder. */
  Optional<Path> existing(ObjectPath path) {
    try {
      Path target = target(path);
      boolean isObject =
          Files.isRegularFile(target)
              && target.toRealPath().startsWith(root.toRealPath())
              && !PartFile.isOne(path.fileName());
      return isObject ? Optional.of(target) : Optional.empty();
    } catch (IOException e) {
      throw FolderFailures.explain(e, root, path);
    }
  }

  /**
   * @param depth how many levels of folders are searched; 1 for the files of this folder alone
   */
  int sweep(Instant before, int depth) {
    AtomicInteger removed = new AtomicInteger();
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try {
      Files.walkFileTree(
          root, EnumSet.noneOf(FileVisitOption.class), depth, new Sweeper(before, removed));
    } catch (IOException e) {
      throw FolderFailures.explain(e, root);
    }
    return removed.get();
  }

  /** Returns the time by the file system's clock, which other machines that write here share. */
  private Instant now() throws IOException {
    PartFile probe = PartFile.create(root, channels);
    try {
      return Files.getLastModifiedTime(probe.path()).toInstant();
    } finally {
      probe.discard();
    }
  }

  private final class Sweeper extends SimpleFileVisitor<Path> {
    private final Instant before;
    private final AtomicInteger removed;
    private Optional<Instant> silentSince = Optional.empty();

    Sweeper(Instant before, AtomicInteger removed) {
      this.before = before;
      this.removed = removed;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()
          && PartFile.isOne(file.getFileName().toString())
          && isLeft(file, attributes.lastModifiedTime().toInstant())) {
        removed.incrementAndGet();
        LOG.log(Level.INFO, "removed {0}, left by a process that died", file);
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isLeft(Path file, Instant lastWritten) throws IOException {
      boolean isOld = lastWritten.isBefore(before);
      return PartFile.removeIfLeft(file, isOld, isOld || lastWritten.isBefore(silentSince()));
    }

    private Instant silentSince() throws IOException {
      if (silentSince.isEmpty()) {
        silentSince = Optional.of(now().minus(SILENCE));
      }
      return silentSince.get();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // It was just removed, or we may not read it.
      return FileVisitResult.CONTINUE;
    }
  }
}
