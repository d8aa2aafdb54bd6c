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

/**
 * A file of a known size in chunks, several of which are loaded at the same time ahead of the
 * reader. Reading on in order opens one connection after the other; a jump begins again with one,
 * so that looking at the tail of a file costs no more than the tail. Chunks that were read stay as
 * long as nobody needs their memory.
 */
final class RangedInput implements MediaInput, AutoCloseable {
  /** Refusals with which an origin may mean: not so many connections at a time. */
  private static final Set<FailureCode> TOO_MANY =
      Set.of(
          FailureCode.SOURCE_RATE_LIMITED,
          FailureCode.SOURCE_BROKEN,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.CONNECTION_REFUSED,
          FailureCode.CONNECTION_FAILED);

  private final Origin origin;
  private final FetchScope scope;
  private final Executor executor;
  private final DownloadProgress arrivals;
  private final long total;
  private final int chunkBytes;
  private final ReadAhead wanted;
  private final Optional<String> type;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final ChunkCache chunks;

  /** The chunk the reader is in; only the reader's thread changes it. */
  private Chunk current;

  private int loading;

  /** How many loaders there may be: fewer once the origin has refused some. */
  private int connections;

  /** The chunk whose next bytes the reader waits for. */
  private volatile Chunk awaited;

  private SluiceException failure;

  /** Whether the reader is in a chunk in this moment. */
  private volatile boolean reading;

  RangedInput(
      Origin origin,
      FetchScope scope,
      Executor executor,
      DownloadProgress arrivals,
      HttpFetchSettings settings,
      ChunkPool memory,
      Optional<String> type) {
    this.origin = origin;
    this.scope = scope;
    this.executor = executor;
    this.arrivals = arrivals;
    this.total = origin.total();
    this.chunkBytes = settings.chunkBytes();
    this.wanted = new ReadAhead(settings.connections());
    this.connections = settings.connections();
    this.type = type;
    // One more for where the reader is, and one for where it was.
    this.chunks = new ChunkCache(connections + 2, chunkBytes, total, memory);
    scope.onEnd(this::wake);
  }

  /** The chunk that the first answer is read into. */
  Chunk first() {
    lock.lock();
    try {
      current = claim(0);
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** Goes on with the first answer, part of which is in the first chunk. */
  void begin(Transfer transfer) {
    Chunk chunk = current;
    arrivals.upTo(0, chunk.filled);
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
      throw new IllegalArgumentException("a position below 0: " + position);
    }
    if (position >= total) {
      scope.check();
      return -1;
    }
    // In this order, and the other way round in close(): one of the two sees the other.
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
    // The reader's own chunk is never given away, so this needs no lock.
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
          throw failure.anew();
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
        // Whoever ends next makes room and wakes the reader.
        return;
      }
      start(there);
    }
    current = there;
    ahead();
  }

  // What is on its way far from the reader only takes bandwidth from what it waits for. The place
  // it came from is kept: whoever looks at the tail usually comes back.
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

  private Chunk claim(int index) {
    return chunks.claim(index, scope, chunk -> chunk == current || wanted.wants(chunk.index));
  }

  private void start(Chunk chunk) {
    loading++;
    executor.execute(() -> work(chunk, null));
  }

  private void work(Chunk chunk, Transfer begun) {
    SluiceException trouble = null;
    try {
      load(chunk, begun);
    } catch (SluiceException e) {
      trouble = e;
    } catch (Throwable e) {
      // Whatever it is, the reader must not wait for ever.
      trouble = new SluiceException(FailureCode.INTERNAL, "The download failed unexpectedly", e);
    }
    lock.lock();
    try {
      loading--;
      if (trouble != null && !chunk.scope.hasEnded()) {
        fail(chunk, trouble);
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

  private void load(Chunk chunk, Transfer begun) {
    long start = (long) chunk.index * chunkBytes;
    try (Transfer transfer =
        begun != null ? begun : new Transfer(origin, chunk.scope, start, start + chunk.length)) {
      int filled = chunk.filled;
      int count = 0;
      // Once more than it takes to fill it: the transfer looks behind its end, too.
      while ((count = transfer.read(chunk.bytes, filled, chunk.length - filled)) > 0) {
        filled += count;
        chunk.filled = filled;
        arrivals.upTo(start, filled);
        if (awaited == chunk) {
          wake();
        }
      }
    }
  }

  private void fail(Chunk chunk, SluiceException trouble) {
    if (loading > 0 && TOO_MANY.contains(trouble.code())) {
      // Others are at work: this origin may just not like so many at a time.
      connections = loading;
      chunks.remove(chunk);
      return;
    }
    failure = trouble;
  }

  /** Ends it; its memory serves others, unless somebody is reading in this moment. */
  @Override
  public void close() {
    scope.close();
    lock.lock();
    try {
      if (!reading) {
        chunks.giveBack();
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
