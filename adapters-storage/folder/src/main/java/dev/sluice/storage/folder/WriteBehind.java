package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Appends to a file from a thread of its own, a few megabytes behind its caller, who goes on
 * converting meanwhile. As long as the disk keeps up, blocks go there past the page cache: that
 * saves a copy of all bytes. While the disk is behind, or busy with forcing what came before, the
 * cache takes what comes. Used by one thread; only {@link #close()} may come from another.
 */
final class WriteBehind implements AutoCloseable {
  /** How disks want both the place in the file and the memory that they are written from. */
  static final int BLOCK = 4096;

  static final int BUFFER = 2 << 20;
  private static final int BUFFERS = 4;

  /** Measured on one disk: from 8 to 96 MB all the same, and none at all a third slower. */
  private static final long FORCE_EVERY = 64L << 20;

  private static final long LOOK_MILLIS = 50;
  private static final ByteBuffer END = ByteBuffer.allocate(0);

  private final FileChannel channel;
  private final Optional<FileChannel> pastCache;
  private final EarlyForce force;
  private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread writer;
  private ByteBuffer filling;
  private long position;
  private boolean pastCacheRefused;
  private volatile IOException failure;

  /**
   * @param channel the file through the page cache
   * @param pastCache the same file past it; closed at the end
   * @param position where the next byte goes
   */
  WriteBehind(FileChannel channel, Optional<FileChannel> pastCache, long position) {
    this(channel, pastCache, position, FORCE_EVERY);
  }

  /**
   * @param forceEvery after how many bytes the file is forced to the disk
   */
  WriteBehind(
      FileChannel channel, Optional<FileChannel> pastCache, long position, long forceEvery) {
    this.channel = channel;
    this.pastCache = pastCache;
    this.force = new EarlyForce(channel, forceEvery);
    this.position = position;
    for (int i = 0; i < BUFFERS; i++) {
      empty.add(ByteBuffer.allocateDirect(BUFFER + BLOCK).alignedSlice(BLOCK).limit(BUFFER));
    }
    // The first buffer ends with a block of the file, so that all others begin with one.
    filling = empty.remove().limit(BUFFER - (int) (position % BLOCK));
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
      for (ByteBuffer bytes = full.take(); bytes != END; bytes = full.take()) {
        // After a failure the buffers go round all the same, so that the caller never waits for
        // one.
        if (failure == null) {
          append(bytes);
        }
        empty.add(bytes.position(0).limit(BUFFER));
      }
      if (failure == null) {
        force.await();
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      failure = new IOException("the file was given up", e);
    } finally {
      pastCache.ifPresent(WriteBehind::close);
    }
  }

  private static void close(FileChannel pastCache) {
    try {
      pastCache.close();
    } catch (IOException e) {
      // What it wrote is asked about when the file is forced to the disk.
    }
  }

  private void append(ByteBuffer bytes) {
    try {
      force.startIfDue(position);
      if (!force.isRunning() && keepsUp() && bytes.limit() == BUFFER && position % BLOCK == 0) {
        appendPastCache(bytes);
      }
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  // Behind this buffer there is one that is being filled, and one to be filled after it at least.
  private boolean keepsUp() {
    return full.size() < BUFFERS - 2;
  }

  private void appendPastCache(ByteBuffer bytes) {
    if (pastCache.isEmpty() || pastCacheRefused) {
      return;
    }
    try {
      position += pastCache.get().write(bytes, position);
    } catch (IOException e) {
      // Some file systems say only now that they cannot do this. A real trouble with the disk
      // shows through the cache as well.
      pastCacheRefused = true;
    }
  }

  /** Ends the thread; what was not written is forgotten. */
  @Override
  public void close() {
    writer.interrupt();
  }
}
