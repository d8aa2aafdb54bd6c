package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Forces a growing file to the disk every so often, each time from a thread of its own: what has
 * been forced already need not be waited for at the end. Used by one thread.
 */
final class EarlyForce {
  private final FileChannel channel;
  private final long every;

  /** How much of the file there was when forcing it began for the last time. */
  private long covered;

  private FutureTask<Void> running;

  /**
   * @param every after how many more bytes
   */
  EarlyForce(FileChannel channel, long every) {
    this.channel = channel;
    this.every = every;
  }

  /** Whether the file is being forced in this moment. */
  boolean isRunning() {
    return running != null && !running.isDone();
  }

  /**
   * Begins if enough has been written and the time before is over.
   *
   * @throws IOException what forcing it before threw
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
   * Waits until the file is no longer being forced.
   *
   * @throws IOException what forcing it threw, which must not be lost: Linux tells a block that
   *     could not be written to whoever asks first, and to nobody after that (fsync(2))
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
      throw new IOException("the file was given up", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("the file cannot be forced to the disk", e.getCause());
    }
  }
}
