package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Forces a growing file to the disk at intervals, each time from a thread of its own, so that the
 * force at the end waits for less. Used by one thread.
 */
final class EarlyForce {
  private final FileChannel channel;
  private final long every;

  /** The length of the file when the last force began. */
  private long covered;

  private @Nullable FutureTask<Void> running;

  /**
   * @param every the interval in bytes
   */
  EarlyForce(FileChannel channel, long every) {
    this.channel = channel;
    this.every = every;
  }

  /** Returns whether a force is running. */
  boolean isRunning() {
    return running != null && !running.isDone();
  }

  /**
   * Starts a force if the last one has ended and enough was written since.
   *
   * @throws IOException if the last one failed
   */
  void startIfDue(long written) throws IOException {
    if (isRunning()) {
      return;
    }
    await();
    if (written - covered < every) {
      return;
    }
    covered = written;
    running =
        new FutureTask<>(
            () -> {
              channel.force(false);
              return null;
            });
    Thread thread = new Thread(running, "sluice-file-forcer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for the running force.
   *
   * @throws IOException if it failed. The failure must not be lost: Linux reports a block that
   *     could not be written only once, to the first that asks (fsync(2))
   */
  void await() throws IOException {
    FutureTask<Void> last = running;
    running = null;
    if (last == null) {
      return;
    }
    try {
      last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the file was abandoned", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("the file cannot be forced to the disk", e.getCause());
    }
  }
}
