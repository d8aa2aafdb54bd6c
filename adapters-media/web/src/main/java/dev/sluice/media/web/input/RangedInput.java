package dev.sluice.media.web.input;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.Origin;
import dev.sluice.media.web.origin.Transfer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file of known size, read in chunks. Several chunks are loaded concurrently ahead of the reader.
 * Sequential reading opens one connection after the other; a jump starts again with one, so that
 * reading the end of a file loads little more than the end. Chunks stay in memory until their
 * memory is needed.
 */
final class RangedInput implements MediaInput, AutoCloseable {
  /** Failures by which an origin may reject a further connection. */
  private static final Set<FailureCode> TOO_MANY_CONNECTIONS =
      Set.of(
          FailureCode.SOURCE_RATE_LIMITED,
          FailureCode.SOURCE_BROKEN,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.CONNECTION_REFUSED,
          FailureCode.CONNECTION_FAILED);

  private final Origin origin;
  private final FetchScope scope;
  private final Executor executor;
  private final DownloadProgress progress;
  private final long total;
  private final int chunkBytes;
  private final ReadAhead wanted;
  private final Optional<String> type;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final ChunkCache chunks;

  /** The chunk that is being read; changed by the reading thread only. */
  private Chunk current;

  private int loading;

  /** The most concurrent loaders: fewer after the origin has rejected some. */
  private int connections;

  /** The chunk that the reader waits for. */
  private volatile @Nullable Chunk awaited;

  private @Nullable SluiceException failure;

  /** Whether the reader is copying from a chunk right now. */
  private volatile boolean reading;

  RangedInput(
      Origin origin,
      FetchScope scope,
      Executor executor,
      DownloadProgress progress,
      HttpFetchSettings settings,
      ChunkPool memory,
      Optional<String> type) {
    this.origin = origin;
    this.scope = scope;
    this.executor = executor;
    this.progress = progress;
    this.total = origin.total();
    this.chunkBytes = settings.chunkBytes();
    this.wanted = new ReadAhead(settings.connections());
    this.connections = settings.connections();
    this.type = type;
    // One more for the position of the reader, and one for its previous position.
    this.chunks = new ChunkCache(connections + 2, chunkBytes, total, memory);
    scope.onEnd(this::wake);
  }

  /** Returns the chunk that the first response is read into. */
  Chunk first() {
    lock.lock();
    try {
      current = claim(0);
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** Continues with the first response, part of which is in the first chunk. */
  void begin(Transfer transfer) {
    Chunk chunk = current;
    progress.chunkFilled(0, chunk.filled);
    loading = 1;
    executor.execute(() -> work(chunk, transfer));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(total);
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public Optional<String> announcedType() {
    return type;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative: " + position);
    }
    if (position >= total) {
      scope.check();
      return -1;
    }
    // Set before the check; close() does the reverse, so that one of the two sees the other.
    reading = true;
    try {
      scope.check();
      return readThere(position, buffer);
    } finally {
      reading = false;
    }
  }

  private int readThere(long position, ByteBuffer buffer) {
    int index = (int) (position / chunkBytes);
    int offset = (int) (position % chunkBytes);
    Chunk chunk = current;
    if (chunk.index != index || chunk.filled <= offset) {
      chunk = await(index, offset);
    }
    // The current chunk is never evicted, so this needs no lock.
    int count = Math.min(chunk.filled - offset, buffer.remaining());
    buffer.put(chunk.bytes, offset, count);
    return count;
  }

  private Chunk await(int index, int offset) {
    lock.lock();
    try {
      while (true) {
        scope.check();
        if (failure != null) {
          throw failure.copy();
        }
        moveTo(index);
        awaited = current;
        if (current.index == index && current.filled > offset) {
          return current;
        }
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The download was interrupted", e);
    } finally {
      awaited = null;
      lock.unlock();
    }
  }

  private void moveTo(int index) {
    if (wanted.moveTo(index)) {
      abandonAllBut(index);
    }
    Chunk there = chunks.use(index);
    if (there == null) {
      there = loading < connections ? claim(index) : null;
      if (there == null) {
        // The loader that ends next makes room and wakes the reader.
        return;
      }
      start(there);
    }
    current = there;
    ahead();
  }

  // Loading far from the reader only takes bandwidth from the chunk it waits for. The previous
  // position stays: a reader of the end usually comes back.
  private void abandonAllBut(int index) {
    chunks.abandon(
        chunk -> chunk.index != index && (chunk.index != wanted.previous() || connections == 1));
  }

  private void ahead() {
    for (int i = wanted.next(); i < wanted.end() && i <= chunks.last(); i++) {
      if (loading >= connections) {
        return;
      }
      if (!chunks.has(i)) {
        Chunk chunk = claim(i);
        if (chunk == null) {
          return;
        }
        start(chunk);
      }
    }
  }

  private @Nullable Chunk claim(int index) {
    return chunks.claim(index, scope, chunk -> chunk == current || wanted.wants(chunk.index));
  }

  private void start(Chunk chunk) {
    loading++;
    executor.execute(() -> work(chunk, null));
  }

  private void work(Chunk chunk, @Nullable Transfer begun) {
    SluiceException problem = null;
    try {
      load(chunk, begun);
    } catch (SluiceException e) {
      problem = e;
    } catch (Throwable e) {
      // Whatever it is, the reader must not wait forever.
      problem = new SluiceException(FailureCode.INTERNAL, "The download failed unexpectedly", e);
    }
    lock.lock();
    try {
      loading--;
      if (problem != null && !chunk.scope.hasEnded()) {
        fail(chunk, problem);
      }
      chunk.scope.close();
      if (failure == null && !scope.hasEnded()) {
        ahead();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void load(Chunk chunk, @Nullable Transfer begun) {
    long start = (long) chunk.index * chunkBytes;
    try (Transfer transfer =
        begun != null ? begun : new Transfer(origin, chunk.scope, start, start + chunk.length)) {
      int filled = chunk.filled;
      int count = 0;
      // One read more than fills the chunk: the transfer also checks what follows its end.
      while ((count = transfer.read(chunk.bytes, filled, chunk.length - filled)) > 0) {
        filled += count;
        chunk.filled = filled;
        progress.chunkFilled(start, filled);
        if (awaited == chunk) {
          wake();
        }
      }
    }
  }

  private void fail(Chunk chunk, SluiceException problem) {
    if (loading > 0 && TOO_MANY_CONNECTIONS.contains(problem.code())) {
      // Others are loading: this origin may limit the number of connections.
      connections = loading;
      chunks.remove(chunk);
      return;
    }
    failure = problem;
  }

  /** Ends the input. Its memory is pooled, unless a read is in progress. */
  @Override
  public void close() {
    scope.close();
    lock.lock();
    try {
      if (!reading) {
        chunks.release();
      }
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
