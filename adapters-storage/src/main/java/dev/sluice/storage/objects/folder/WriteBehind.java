package dev.sluice.storage.objects.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Appends to a file from a thread of its own, a few megabytes behind its caller, who goes on
 * converting meanwhile. Forcing the file to the disk every so often as well was tried, so that less
 * is left for the end, and writing past the page cache; both made it slower. Used by one thread;
 * only {@link #close()} may come from another.
 */
final class WriteBehind implements AutoCloseable {
  private static final int BUFFER = 2 << 20;
  private static final int BUFFERS = 4;

  private static final long LOOK_MILLIS = 50;
  private static final ByteBuffer END = ByteBuffer.allocate(0);

  private final FileChannel channel;
  private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread writer;
  private ByteBuffer filling;
  private long position;
  private volatile IOException failure;

  /**
   * @param position where the next byte goes
   */
  WriteBehind(FileChannel channel, long position) {
    this.channel = channel;
    this.position = position;
    for (int i = 0; i < BUFFERS; i++) {
      empty.add(ByteBuffer.allocateDirect(BUFFER));
    }
    writer = new Thread(this::run, "sluice-file-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Takes all of the bytes. Blocks while the disk is further behind than the buffers reach.
   *
   * @throws IOException what writing these or earlier bytes threw
   */
  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      rethrow();
      if (filling == null) {
        filling = nextEmpty();
      }
      int length = Math.min(filling.remaining(), bytes.remaining());
      filling.put(filling.position(), bytes, bytes.position(), length);
      filling.position(filling.position() + length);
      bytes.position(bytes.position() + length);
      if (!filling.hasRemaining()) {
        handOver();
      }
    }
  }

  /** Returns when everything has been written; nothing may be written after that. */
  void finish() throws IOException {
    if (filling != null) {
      handOver();
    }
    full.add(END);
    try {
      writer.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    rethrow();
  }

  private void handOver() {
    full.add(filling.flip());
    filling = null;
  }

  private ByteBuffer nextEmpty() throws IOException {
    try {
      ByteBuffer next = empty.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      while (next == null) {
        // A writer that was closed gives no buffer back.
        rethrow();
        next = empty.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      return next;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while the file was written", cause);
  }

  private void rethrow() throws IOException {
    IOException thrown = failure;
    if (thrown != null) {
      // The one object may be thrown once more, by the commit.
      throw thrown;
    }
  }

  private void run() {
    try {
      while (true) {
        ByteBuffer bytes = full.take();
        if (bytes == END) {
          return;
        }
        // After a failure the buffers go round all the same, so that the caller never waits for
        // one.
        if (failure == null) {
          append(bytes);
        }
        empty.add(bytes.clear());
      }
    } catch (InterruptedException e) {
      failure = new IOException("the file was given up", e);
    }
  }

  private void append(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Ends the thread; what was not written is forgotten. */
  @Override
  public void close() {
    writer.interrupt();
  }
}
