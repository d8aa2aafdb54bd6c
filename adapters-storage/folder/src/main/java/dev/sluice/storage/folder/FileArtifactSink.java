package dev.sluice.storage.folder;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ObjectPath;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes one object into a part file, which the commit renames. */
final class FileArtifactSink implements ArtifactSink {
  private static final Logger LOG = System.getLogger(FileArtifactSink.class.getName());

  /** Files smaller than this are written before a thread for them would have started. */
  private static final long WORTH_A_THREAD = 8 << 20;

  private final ObjectFolder folder;
  private final ObjectPath name;
  private final IfExists ifExists;
  private final StageMonitor monitor;

  /** Guards the end of the part file: {@link #close()} may come from another thread. */
  private final Object ending = new Object();

  private PartFile part;
  private volatile WriteBehind behind;
  private boolean ended;
  private Path target;
  private int head;
  private long written;

  FileArtifactSink(ObjectFolder folder, ObjectPath name, IfExists ifExists, StageMonitor monitor) {
    this.folder = folder;
    this.name = name;
    this.ifExists = ifExists;
    this.monitor = monitor;
  }

  @Override
  public void begin(int newHead) {
    ArtifactSink.requireHead(newHead);
    monitor.check();
    attempt(
        () -> {
          if (part == null) {
            open();
          } else {
            catchUp();
            part.channel().truncate(0);
          }
          head = newHead;
          written = 0;
        });
  }

  private void open() throws IOException {
    target = folder.inside(name);
    if (ifExists == IfExists.FAIL && Files.exists(target)) {
      throw FolderFailures.nameTaken(name);
    }
    synchronized (ending) {
      requireNotEnded();
      part = PartFile.create(target.getParent(), folder.channels());
    }
  }

  @Override
  public void write(ByteBuffer bytes) {
    requireBegun();
    monitor.check();
    attempt(
        () -> {
          if (behind == null && written >= WORTH_A_THREAD) {
            writeBehind();
          }
          if (behind != null) {
            int length = bytes.remaining();
            behind.write(bytes);
            written += length;
            return;
          }
          while (bytes.hasRemaining()) {
            written += part.channel().write(bytes, written);
          }
        });
    monitor.uploaded(written);
  }

  private void writeBehind() {
    synchronized (ending) {
      requireNotEnded();
      behind = new WriteBehind(part.channel(), part.pastCache(folder.channels()), written);
    }
  }

  private void catchUp() throws IOException {
    WriteBehind last = behind;
    if (last != null) {
      last.finish();
      behind = null;
    }
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    requireBegun();
    ArtifactSink.requireRewritable(position, bytes, head, written);
    attempt(
        () -> {
          catchUp();
          long next = position;
          while (bytes.hasRemaining()) {
            next += part.channel().write(bytes, next);
          }
        });
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public long commit() {
    requireBegun();
    monitor.check();
    attempt(
        () -> {
          catchUp();
          part.channel().force(true);
          monitor.check();
          synchronized (ending) {
            requireNotEnded();
            makeVisible();
            ended = true;
            part.close();
          }
          forceFolders();
        });
    return written;
  }

  private void makeVisible() throws IOException {
    if (ifExists == IfExists.REPLACE) {
      Files.move(part.path(), target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      // A hard link, unlike a rename, never replaces a file that appeared meanwhile.
      Files.createLink(target, part.path());
    } catch (FileAlreadyExistsException e) {
      throw FolderFailures.nameTaken(name);
    } catch (UnsupportedOperationException | IOException e) {
      moveWithoutLink();
      return;
    }
    Files.deleteIfExists(part.path());
  }

  // On file systems without hard links (exFAT, some network shares) a file that another process
  // creates between the check and the rename is replaced: Java has no rename that fails instead.
  private void moveWithoutLink() throws IOException {
    try {
      Files.move(part.path(), target);
    } catch (FileAlreadyExistsException e) {
      throw FolderFailures.nameTaken(name);
    }
  }

  // A rename survives a power cut once its folder is synced, and that folder once the one above is.
  private void forceFolders() {
    force(target.getParent());
    part.madeFolders().forEach(made -> force(made.getParent()));
  }

  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot sync a folder, and orders these writes by itself.
      LOG.log(Level.DEBUG, "the folder {0} cannot be forced to the disk", directory);
    }
  }

  @Override
  public void close() {
    synchronized (ending) {
      if (ended) {
        return;
      }
      ended = true;
      if (behind != null) {
        behind.close();
      }
      if (part == null) {
        return;
      }
      try {
        part.discard();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the unfinished file " + part.path() + " cannot be removed", e);
      }
    }
  }

  private void requireBegun() {
    if (part == null) {
      throw new IllegalStateException("the sink was not begun");
    }
    synchronized (ending) {
      requireNotEnded();
    }
  }

  private void requireNotEnded() {
    if (ended) {
      throw new IllegalStateException("the sink was committed or closed before");
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      synchronized (ending) {
        // Another thread has closed it meanwhile, which is no failure of the disk.
        requireNotEnded();
      }
      throw FolderFailures.explain(e, folder.root(), name);
    }
  }
}
