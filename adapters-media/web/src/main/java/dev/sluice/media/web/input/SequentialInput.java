package dev.sluice.media.web.input;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.origin.BodyReader;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.Origin;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file that can only be read in order, over one connection, which fills a ring buffer ahead of
 * the reader.
 */
final class SequentialInput implements MediaInput {
  private final Origin origin;
  private final FetchScope scope;
  private final DownloadProgress progress;
  private final InputStream source;
  private final long limit;
  private final OptionalLong size;
  private final Optional<String> type;

  private final byte[] ring;
  private final LoadSignal changed;

  /** How many bytes have come from the source, and how many have gone to the reader. */
  private long received;

  private long delivered;
  private boolean ended;
  private @Nullable SluiceException failure;

  /**
   * Creates an input that has not begun.
   *
   * @param source provides the bytes
   * @param limit the most bytes accepted
   */
  SequentialInput(
      Origin origin,
      FetchScope scope,
      DownloadProgress progress,
      InputStream source,
      int ringBytes,
      long limit,
      OptionalLong size,
      Optional<String> type) {
    this.origin = origin;
    this.scope = scope;
    this.progress = progress;
    this.source = source;
    this.ring = new byte[ringBytes];
    this.limit = limit;
    this.size = size;
    this.type = type;
    this.changed = new LoadSignal(scope);
  }

  /** Begins to fetch, after these bytes that were already read from the source. */
  void begin(byte[] head, int length, Executor executor) {
    System.arraycopy(head, 0, ring, 0, length);
    received = length;
    progress.reached(received);
    executor.execute(this::work);
  }

  @Override
  public OptionalLong size() {
    return size;
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public Optional<String> announcedType() {
    return type;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    if (size.isPresent() && position >= size.getAsLong() && position > delivered) {
      return -1;
    }
    if (position != delivered) {
      throw new IllegalArgumentException(
          "this source can only be read in order: at " + delivered + ", not at " + position);
    }
    int there = await();
    if (there < 0) {
      return -1;
    }
    int at = (int) (delivered % ring.length);
    int count = Math.min(Math.min(there, buffer.remaining()), ring.length - at);
    buffer.put(ring, at, count);
    changed.lock();
    try {
      delivered += count;
      changed.send();
    } finally {
      changed.unlock();
    }
    return count;
  }

  private int await() {
    changed.lock();
    try {
      while (true) {
        scope.check();
        if (received > delivered) {
          return (int) (received - delivered);
        }
        if (failure != null) {
          throw failure.copy();
        }
        if (ended) {
          return -1;
        }
        changed.await();
      }
    } finally {
      changed.unlock();
    }
  }

  private void work() {
    SluiceException problem = LoadSignal.problemOf(this::load);
    changed.lock();
    try {
      failure = problem;
      ended = true;
      changed.send();
    } finally {
      changed.unlock();
    }
  }

  private void load() throws IOException {
    try (source) {
      fill();
      progress.finish();
    } catch (EOFException | ZipException e) {
      throw BodyReader.damaged(origin, e);
    }
  }

  private void fill() throws IOException {
    while (true) {
      int room = room();
      int at = (int) (received % ring.length);
      int count = source.read(ring, at, Math.min(room, ring.length - at));
      if (count < 0) {
        return;
      }
      changed.lock();
      try {
        received += count;
        changed.send();
      } finally {
        changed.unlock();
      }
      if (received > limit) {
        throw origin.failures().tooLarge();
      }
      progress.reached(received);
    }
  }

  private int room() {
    changed.lock();
    try {
      while (received - delivered == ring.length) {
        scope.check();
        changed.await();
      }
      scope.check();
      return (int) (ring.length - (received - delivered));
    } finally {
      changed.unlock();
    }
  }
}
