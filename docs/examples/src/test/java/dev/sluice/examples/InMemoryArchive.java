package dev.sluice.examples;

import dev.sluice.testkit.sample.ByteSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An archive that can be made to misbehave. */
final class InMemoryArchive implements Archive {
  /**
   * What lies under a path.
   *
   * @param endsAfter it ends after so many bytes, although all were announced
   * @param stallsAfter nothing more comes after so many bytes
   * @param mute the question is never answered
   */
  private record Entry(ByteSource bytes, long endsAfter, long stallsAfter, boolean mute) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Set<CompletableFuture<Item>> questions = ConcurrentHashMap.newKeySet();
  private final Set<Item> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();

  void put(String path, ByteSource bytes) {
    entries.put(path, new Entry(bytes, Long.MAX_VALUE, Long.MAX_VALUE, false));
  }

  void putCut(String path, ByteSource bytes, long after) {
    entries.put(path, new Entry(bytes, after, Long.MAX_VALUE, false));
  }

  void putStalled(String path, ByteSource bytes, long after) {
    entries.put(path, new Entry(bytes, Long.MAX_VALUE, after, false));
  }

  void putMute(String path) {
    entries.put(path, new Entry(ByteSource.of(new byte[0]), 0, 0, true));
  }

  int asked() {
    return asked.get();
  }

  /** Items that are open, and questions that wait for an answer. */
  int inUse() {
    return open.size() + (int) questions.stream().filter(question -> !question.isDone()).count();
  }

  @Override
  public CompletableFuture<Item> open(String path) {
    CompletableFuture<Item> question = new CompletableFuture<>();
    questions.add(question);
    asked.incrementAndGet();
    Entry entry = entries.get(path);
    if (entry == null) {
      question.completeExceptionally(new FileNotFoundException(path));
    } else if (!entry.mute()) {
      Item item = new OpenItem(entry, path);
      open.add(item);
      question.complete(item);
    }
    return question;
  }

  private final class OpenItem implements Item {
    private final Entry entry;
    private final String path;
    private final CountDownLatch closed = new CountDownLatch(1);

    OpenItem(Entry entry, String path) {
      this.entry = entry;
      this.path = path;
    }

    @Override
    public long size() {
      return entry.bytes().size();
    }

    @Override
    public String title() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
      if (position >= entry.stallsAfter()) {
        awaitClose();
      }
      if (closed.getCount() == 0) {
        throw new ClosedChannelException();
      }
      long end = Math.min(size(), Math.min(entry.endsAfter(), entry.stallsAfter()));
      if (position >= end) {
        return -1;
      }
      int limit = buffer.limit();
      buffer.limit((int) Math.min(limit, buffer.position() + end - position));
      int before = buffer.position();
      entry.bytes().read(position, buffer);
      buffer.limit(limit);
      return buffer.position() - before;
    }

    private void awaitClose() throws IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      closed.countDown();
      open.remove(this);
    }
  }
}
