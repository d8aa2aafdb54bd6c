package dev.sluice.app.wiring;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock of the one server on a data folder. Two servers on one embedded database would be safe,
 * but one would depend on the other; commands such as {@code keys} are short and need no lock. The
 * system releases it when the process ends, in whatever way.
 */
final class DataFolderLock implements AutoCloseable {
  private final FileChannel channel;

  private DataFolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws StartException if another server, in this process or another, has it
   * @throws SluiceException STORE_REFUSED if the folder cannot be written to
   */
  static DataFolderLock on(Path data) {
    Path file = data.resolve("serve.lock");
    FileChannel channel = null;
    boolean held = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = locked(channel);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "%s cannot be created or locked (%s); give this user the right to, or set --data-dir elsewhere"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    } finally {
      if (!held) {
        close(channel);
      }
    }
    if (!held) {
      throw new StartException(
          ("Another sluice serve runs on the data folder %s; stop that one, or set another"
                  + " --data-dir (with database-url several share the work)")
              .formatted(data),
          null);
    }
    return new DataFolderLock(channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another server in this process.
      return false;
    }
  }

  private static void close(FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written, and the system releases the lock in any case.
    }
  }

  /** Releases the lock. The file stays: without it two servers could lock two files. */
  @Override
  public void close() {
    close(channel);
  }
}
