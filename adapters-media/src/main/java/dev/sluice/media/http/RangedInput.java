package dev.sluice.media.http;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.MediaInput;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
final class RangedInput implements MediaInput {
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
  private final Arrivals arrivals;
  private final long total;
  private final int chunkBytes;
  private final int window;
  private final Optional<String> type;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** By index, the one used longest ago first. */
  private final Map<Integer, Chunk> chunks = new LinkedHashMap<>(16, 0.75f, true);

  private Chunk current;
  private int target;
  private int previous;
  private int depth = 2;
  private int loading;
  private int connections;
  private volatile Chunk awaited;
  private SluiceException failure;

  RangedInput(
      Origin origin,
      FetchScope scope,
      Executor executor,
      Arrivals arrivals,
      HttpFetchSettings settings,
      Optional<String> type) {
    this.origin = origin;
    this.scope = scope;
    this.executor = executor;
    this.arrivals = arrivals;
    this.total = origin.total();
    this.chunkBytes = settings.chunkBytes();
    this.window = settings.connections();
    this.connections = settings.connections();
    this.type = type;
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
    scope.check();
    if (position >= total) {
      return -1;
    }
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
          throw new SluiceException(
              failure.code(), failure.getMessage(), failure, failure.retryAfter().orElse(null));
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
    if (index != target) {
      previous = target;
      boolean onward = index == target + 1;
      target = index;
      depth = onward ? Math.min(window, depth * 2) : 1;
      if (!onward) {
        abandon(index);
      }
    }
    Chunk there = chunks.get(index);
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
  // it
  // came from is kept: whoever looks at the tail usually comes back.
  private void abandon(int index) {
    Iterator<Chunk> all = chunks.values().iterator();
    while (all.hasNext()) {
      Chunk chunk = all.next();
      boolean near = chunk.index == index || (chunk.index == previous && connections > 1);
      if (!near && !chunk.complete()) {
        all.remove();
        chunk.scope.close();
      }
    }
  }

  private void ahead() {
    int last = (int) ((total - 1) / chunkBytes);
    for (int i = target + 1; i < target + depth && i <= last; i++) {
      if (loading >= connections) {
        return;
      }
      if (!chunks.containsKey(i)) {
        Chunk chunk = claim(i);
        if (chunk == null) {
          return;
        }
        start(chunk);
      }
    }
  }

  /** Makes room for a chunk and enters it; null when everything there is still needed. */
  private Chunk claim(int index) {
    byte[] bytes = null;
    if (chunks.size() >= window + 2) {
      bytes = evict();
      if (bytes == null) {
        return null;
      }
    }
    int length = (int) Math.min(chunkBytes, total - (long) index * chunkBytes);
    if (bytes == null || bytes.length < length) {
      bytes = new byte[length];
    }
    Chunk chunk = new Chunk(index, bytes, length, scope.part());
    chunks.put(index, chunk);
    return chunk;
  }

  private byte[] evict() {
    Iterator<Chunk> oldest = chunks.values().iterator();
    while (oldest.hasNext()) {
      Chunk chunk = oldest.next();
      boolean needed = chunk == current || (chunk.index >= target && chunk.index < target + depth);
      if (!needed && chunk.complete()) {
        oldest.remove();
        return chunk.bytes;
      }
    }
    return null;
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
    } catch (RuntimeException e) {
      trouble = new SluiceException(FailureCode.INTERNAL, "The download failed unexpectedly", e);
    }
    lock.lock();
    try {
      loading--;
      if (trouble != null && chunks.get(chunk.index) == chunk) {
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
      chunks.remove(chunk.index);
      return;
    }
    failure = trouble;
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
