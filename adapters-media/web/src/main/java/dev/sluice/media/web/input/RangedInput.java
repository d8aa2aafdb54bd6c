package dev.sluice.media.web.input;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.Origin;
import dev.sluice.media.web.origin.Transfer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A file of known size, read in chunks. Several chunks are loaded concurrently ahead of the reader.
 * Sequential reading opens one connection after the other; a jump starts again with one, so that
 * reading the end of a file loads little more than the end. Chunks stay in memory until their
 * memory is needed.
 *
 * <p>If the origin contradicts itself, the file is requested as a whole and loaded in order; a jump
 * back to a chunk that is no longer in memory requests it again.
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

  /** How often the file is requested as a whole: once for its end, once for the rest, and once. */
  private static final int MAX_WHOLE = 3;

  /** How often one chunk waits as long as the origin asks. */
  private static final int MAX_PAUSES = 3;

  private final Origin origin;
  private final FetchScope scope;
  private final Executor executor;
  private final DownloadProgress progress;
  private final long total;
  private final int chunkBytes;
  private final ReadAhead wanted;
  private final Optional<String> type;

  private final LoadSignal changed;
  private final ChunkCache chunks;

  /** The chunk that is being read; changed by the reading thread only. */
  private Chunk current;

  private int loading;

  /** The most concurrent loaders: fewer after the origin has rejected some. */
  private int connections;

  /** The chunk that the reader waits for. */
  private volatile @Nullable Chunk awaited;

  /** What is wrong although all bytes of a chunk have come. */
  private @Nullable SluiceException failure;

  /** The first chunk that failed: nothing behind it is loaded ahead. */
  private int firstFailed = Integer.MAX_VALUE;

  /** Whether the origin has contradicted itself, so that no further range is requested. */
  private boolean contradicted;

  /** Loads the file as a whole; null while ranges are used. */
  private @Nullable OrderedLoad whole;

  private int wholeRequests;

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
    this.chunks = new ChunkCache(connections + 2, chunkBytes, total, memory, scope.memory());
    this.changed = new LoadSignal(scope);
  }

  /** Returns the chunk that the first response is read into. */
  Chunk first() {
    scope.reserve(
        Math.min(total, (long) ChunkCache.LEAST * chunkBytes), "the chunks of the source");
    changed.lock();
    try {
      current = claim(0);
      return current;
    } finally {
      changed.unlock();
    }
  }

  /**
   * Continues with the first response, part of which is in the first chunk, and requests a second
   * range. So it is known before anything is read whether the origin's responses fit each other.
   *
   * @throws SluiceException if they do not ({@link Origin#isContradiction}), or if the job has
   *     ended. Whatever else fails is requested again when it is read
   */
  void begin(Transfer transfer) {
    Chunk chunk = current;
    Optional<Chunk> second = claimSecond();
    progress.chunkFilled(0, chunk.filled);
    executor.execute(() -> work(chunk, transfer));
    second.ifPresent(this::beginSecond);
  }

  private Optional<Chunk> claimSecond() {
    changed.lock();
    try {
      boolean isWanted = chunks.last() > 0 && connections > 1;
      loading = isWanted ? 2 : 1;
      return isWanted ? Optional.ofNullable(claim(1)) : Optional.empty();
    } finally {
      changed.unlock();
    }
  }

  private void beginSecond(Chunk chunk) {
    Transfer transfer = part(chunk);
    SluiceException problem = LoadSignal.problemOf(transfer::begin);
    if (problem == null) {
      executor.execute(() -> work(chunk, transfer));
      return;
    }
    scope.check();
    changed.lock();
    try {
      loading--;
      chunks.remove(chunk);
      chunk.scope.close();
      if (TOO_MANY_CONNECTIONS.contains(problem.code())
          || problem.code() == FailureCode.SOURCE_STALLED) {
        // Some servers let a second connection wait until the first one is closed.
        connections = 1;
      }
      changed.send();
    } finally {
      changed.unlock();
    }
    if (Origin.isContradiction(problem)) {
      throw problem;
    }
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
      checkWhole();
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

  // What is wrong with the file as a whole may be known only when all of its bytes have come.
  private void checkWhole() {
    changed.lock();
    try {
      SluiceException problem = whole == null ? failure : whole.failure();
      if (problem != null) {
        throw problem.copy();
      }
    } finally {
      changed.unlock();
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
    chunk.read = Math.max(chunk.read, offset + count);
    return count;
  }

  private Chunk await(int index, int offset) {
    changed.lock();
    try {
      while (true) {
        scope.check();
        if (failure != null) {
          throw failure.copy();
        }
        moveTo(index);
        awaited = current;
        boolean isCurrent = current.index == index;
        if (isCurrent && current.filled > offset) {
          return current;
        }
        throwProblem(isCurrent);
        changed.await();
      }
    } finally {
      awaited = null;
      changed.unlock();
    }
  }

  private void throwProblem(boolean isCurrent) {
    SluiceException problem = isCurrent ? current.problem : null;
    if (whole != null) {
      problem = whole.failure();
    }
    if (problem != null) {
      throw problem.copy();
    }
  }

  private void moveTo(int index) {
    boolean isJump = wanted.moveTo(index);
    Chunk there = chunks.use(index);
    if (whole != null) {
      moveInOrder(index, there);
      return;
    }
    if (isJump) {
      abandonAllBut(index);
    }
    if (there == null && contradicted) {
      requestWhole();
      return;
    }
    if (there == null) {
      there = loading < connections ? claimNext(index) : null;
      if (there == null) {
        // The loader that ends next makes room and wakes the reader.
        return;
      }
      start(there);
    }
    current = there;
    ahead();
  }

  private void moveInOrder(int index, @Nullable Chunk there) {
    if (there == null && whole.hasPassed(index)) {
      requestWhole();
      return;
    }
    if (there != null) {
      current = there;
    }
    // What is in front of the reader is no longer needed, so that there may be memory now.
    changed.send();
  }

  private void requestWhole() {
    if (++wholeRequests > MAX_WHOLE) {
      throw origin
          .failures()
          .of(
              FailureCode.SOURCE_REFUSED,
              "The source's server contradicts itself when it is asked for ranges, and the source"
                  + " cannot be read in order; serve it with its index in front (faststart)",
              null);
    }
    if (whole != null) {
      whole.close();
    }
    chunks.remove(current);
    chunks.removeAll();
    current = new Chunk(-1, new byte[0], 0, scope);
    whole =
        new OrderedLoad(
            origin,
            scope.child(),
            changed,
            chunks,
            total,
            chunk -> chunk == current || chunk.index >= wanted.target(),
            this::filled);
    executor.execute(whole);
  }

  // Loading far from the reader only takes bandwidth from the chunk it waits for. The previous
  // position stays: a reader of the end usually comes back.
  private void abandonAllBut(int index) {
    chunks.abandon(
        chunk -> chunk.index != index && (chunk.index != wanted.previous() || connections == 1));
  }

  private void ahead() {
    if (contradicted) {
      return;
    }
    int end = Math.min(wanted.end(), Math.min(chunks.last() + 1, firstFailed));
    for (int i = wanted.next(); i < end; i++) {
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

  // Bytes that the reader waits for take memory from those loaded ahead if there is no other.
  private @Nullable Chunk claimNext(int index) {
    Chunk chunk = claim(index);
    return chunk == null ? chunks.claim(index, scope, other -> false) : chunk;
  }

  private void start(Chunk chunk) {
    loading++;
    executor.execute(() -> work(chunk, null));
  }

  private void work(Chunk chunk, @Nullable Transfer begun) {
    SluiceException problem = LoadSignal.problemOf(() -> load(chunk, begun));
    for (int pauses = 0;
        problem != null && pauses < MAX_PAUSES && isWorthAPause(problem);
        pauses++) {
      Duration pause = problem.retryAfter().orElseThrow();
      problem =
          LoadSignal.problemOf(
              () -> {
                chunk.scope.pause(pause);
                load(chunk, null);
              });
    }
    changed.lock();
    try {
      loading--;
      if (problem != null && !chunk.scope.hasEnded()) {
        fail(chunk, problem);
      }
      chunk.scope.close();
      if (whole == null && !scope.hasEnded()) {
        ahead();
      }
      changed.send();
    } finally {
      changed.unlock();
    }
  }

  // If others are loading, the origin may only have meant that there are too many connections.
  private boolean isWorthAPause(SluiceException problem) {
    changed.lock();
    try {
      return loading == 1 && origin.mayBeWaitedFor(problem);
    } finally {
      changed.unlock();
    }
  }

  /** Returns a transfer of what the chunk lacks. */
  private Transfer part(Chunk chunk) {
    long start = chunks.start(chunk.index);
    return Transfer.ofPart(origin, chunk.scope, start + chunk.filled, start + chunk.length);
  }

  private void load(Chunk chunk, @Nullable Transfer begun) {
    try (Transfer transfer = begun != null ? begun : part(chunk)) {
      int filled = chunk.filled;
      int count = 0;
      // One read more than fills the chunk: the transfer also checks what follows its end.
      while ((count = transfer.read(chunk.bytes, filled, chunk.length - filled)) > 0) {
        chunk.hash.update(chunk.bytes, filled, count);
        filled += count;
        chunk.filled = filled;
        filled(chunk);
      }
    }
  }

  private void filled(Chunk chunk) {
    progress.chunkFilled(chunks.start(chunk.index), chunk.filled);
    if (awaited == chunk) {
      changed.send();
    }
  }

  private void fail(Chunk chunk, SluiceException problem) {
    if (loading > 0 && TOO_MANY_CONNECTIONS.contains(problem.code())) {
      // Others are loading: this origin may limit the number of connections.
      connections = loading;
      chunks.remove(chunk);
    } else if (Origin.isContradiction(problem)) {
      contradicted = true;
      chunks.remove(chunk);
    } else {
      // The reader gets what has come before it gets the failure.
      chunk.problem = problem;
      if (chunk.complete()) {
        failure = problem;
      }
      firstFailed = Math.min(firstFailed, chunk.index);
    }
  }

  /** Ends the input. Its memory is pooled, unless a read is in progress. */
  @Override
  public void close() {
    scope.close();
    changed.lock();
    try {
      if (!reading) {
        chunks.release();
      }
    } finally {
      changed.unlock();
    }
  }
}
