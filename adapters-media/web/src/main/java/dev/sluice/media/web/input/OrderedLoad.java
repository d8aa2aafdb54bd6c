package dev.sluice.media.web.input;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.Origin;
import dev.sluice.media.web.origin.OriginResponse;
import dev.sluice.media.web.origin.Transfer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Loads all chunks of a file in order, from one response with the whole file. Whatever the reader
 * has read before must be in that response as well.
 */
final class OrderedLoad implements Runnable, AutoCloseable {
  private final Origin origin;
  private final FetchScope scope;
  private final LoadSignal changed;
  private final ChunkCache chunks;
  private final long total;
  private final Predicate<Chunk> needed;
  private final Consumer<Chunk> filled;

  /** The next chunk to load. */
  private int next;

  private @Nullable SluiceException failure;

  /**
   * Creates a load that has not begun.
   *
   * @param scope closed at the end of the load
   * @param changed guards the chunks and the state of this load
   * @param total the size of the file in bytes
   * @param needed returns whether a chunk must stay in memory
   * @param filled is called whenever bytes of a chunk can be read
   */
  OrderedLoad(
      Origin origin,
      FetchScope scope,
      LoadSignal changed,
      ChunkCache chunks,
      long total,
      Predicate<Chunk> needed,
      Consumer<Chunk> filled) {
    this.origin = origin;
    this.scope = scope;
    this.changed = changed;
    this.chunks = chunks;
    this.total = total;
    this.needed = needed;
    this.filled = filled;
  }

  /** Returns whether the chunk has come and will not come again. */
  boolean hasPassed(int index) {
    return index < next;
  }

  @Nullable SluiceException failure() {
    return failure;
  }

  @Override
  public void run() {
    SluiceException problem = LoadSignal.problemOf(this::load);
    scope.close();
    changed.lock();
    try {
      failure = problem;
      changed.send();
    } finally {
      changed.unlock();
    }
  }

  private void load() {
    OriginResponse whole = origin.reopen(scope);
    try (Transfer transfer = Transfer.ofWhole(origin, scope, whole)) {
      if (whole.compressed() || (whole.total() >= 0 && whole.total() != total)) {
        throw origin.failures().changed();
      }
      for (int index = 0; index <= chunks.last(); index++) {
        fill(claim(index), transfer);
      }
      if (transfer.read(new byte[1], 0, 1) > 0) {
        throw origin.failures().changed();
      }
    }
  }

  /** Waits until there is memory for the chunk. */
  private Chunk claim(int index) {
    changed.lock();
    try {
      while (true) {
        scope.check();
        Chunk chunk = chunks.claim(index, scope, needed);
        if (chunk != null) {
          next = index + 1;
          changed.send();
          return chunk;
        }
        changed.await();
      }
    } finally {
      changed.unlock();
    }
  }

  private void fill(Chunk chunk, Transfer transfer) {
    ReadHashes.Front front = front(chunk);
    int at = 0;
    while (at < chunk.length) {
      boolean isInFront = at < front.length();
      int stop = isInFront ? front.length() : chunk.length;
      int count = transfer.read(chunk.bytes, at, stop - at);
      if (count < 0) {
        throw origin.failures().changed();
      }
      chunk.hash.update(chunk.bytes, at, count);
      at += count;
      boolean isFront = isInFront && at == front.length();
      if (isFront && chunk.hash.getValue() != front.hash()) {
        throw origin.failures().changed();
      }
      if (at >= front.length()) {
        chunk.filled = at;
        filled.accept(chunk);
      }
    }
  }

  private ReadHashes.Front front(Chunk chunk) {
    changed.lock();
    try {
      return chunks.read(chunk.index);
    } finally {
      changed.unlock();
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
