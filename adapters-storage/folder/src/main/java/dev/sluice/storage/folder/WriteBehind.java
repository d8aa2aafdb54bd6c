package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a file from a thread of its own, a few megabytes behind the caller, who goes on
 * converting meanwhile. While the disk keeps up, blocks are written past the page cache, which
 * saves a copy of all bytes. While the disk is behind, or a force is running, they go through the
 * cache. Used by one thread; only {@link #close()} may come from another.
 */
final class WriteBehind implements AutoCloseable {
  /** The alignment that disks require of the position in the file and of the memory. */
  static final int BLOCK = 4096;

  static final int BUFFER = 2 << 20;
  private static final int BUFFERS = 4;

  /** Measured on one disk: no difference between 8 and 96 MB; without buffers a third slower. */
  private static final long FORCE_EVERY = 64L << 20;

  private static final long LOOK_MILLIS = 50;
  private static final ByteBuffer END = ByteBuffer.allocate(0);

  private final FileChannel channel;
  private final Optional<FileChannel> pastCache;
  private final EarlyForce force;
  private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread writer;
  private @Nullable ByteBuffer filling;
  private long position;
  private boolean pastCacheRefused;
  private volatile @Nullable IOException failure;

  /**
   * @param channel the file through the page cache
   * @param pastCache the same file past the cache
   * @param position where the next byte is written
   */
  WriteBehind(FileChannel channel, Optional<FileChannel> pastCache, long position) {
    this(channel, pastCache, position, FORCE_EVERY);
  }

  /**
   * @param forceEvery the interval of forces in bytes
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
    // The first buffer ends at a block of the file, so that all others begin at one.
    filling = empty.remove().limit(BUFFER - (int) (position % BLOCK));
    writer = new Thread(this::run, "sluice-file-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Takes all of the bytes. Blocks while the disk is behind by more than the buffers.
   *
   * @throws IOException if writing these or earlier bytes failed
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

  /** Waits until everything is written. Nothing may be written afterwards. */
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
        // A closed writer returns no buffer.
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
      // The commit may throw the same exception once more.
      throw thrown;
    }
  }

  private void run() {
    try {
      for (ByteBuffer bytes = full.take(); bytes != END; bytes = full.take()) {
        // After a failure the buffers still circulate, so that the caller never waits for one.
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
      failure = new IOException("the file was abandoned", e);
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

  // One buffer after this one is being filled, and at least one more is filled after it.
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
      // Some file systems report only now that they cannot do this. A real failure of the disk
      // shows through the cache as well.
      pastCacheRefused = true;
    }
  }

  /** Ends the thread; bytes that were not written are discarded. */
  @Override
  public void close() {
    writer.interrupt();
  }
}
