package dev.sluice.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real file that records its calls, and may accept a part of a write or nothing. */
final class RecordingFile extends DelegatingFile {
  private static final int MOST_SECONDS = 20;

  private final int most;
  private final CountDownLatch busy;
  private final AtomicInteger forced = new AtomicInteger();
  private volatile CountDownLatch mayForce = new CountDownLatch(0);
  private volatile boolean forceFails;
  private final List<Long> positions = new CopyOnWriteArrayList<>();
  private final List<Long> odd = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> ends = new LinkedBlockingQueue<>();

  private RecordingFile(Path path, int most, CountDownLatch busy) throws IOException {
    super(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    this.most = most;
    this.busy = busy;
  }

  static RecordingFile taking(Path path) throws IOException {
    return takingAtMost(Integer.MAX_VALUE, path);
  }

  static RecordingFile refusing(Path path) throws IOException {
    return takingAtMost(-1, path);
  }

  static RecordingFile takingAtMost(int bytes, Path path) throws IOException {
    return new RecordingFile(path, bytes, new CountDownLatch(0));
  }

  /** Makes every write wait until the latch opens. */
  static RecordingFile waitingFor(CountDownLatch busy, Path path) throws IOException {
    return new RecordingFile(path, Integer.MAX_VALUE, busy);
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    positions.add(position);
    if (position % WriteBehind.BLOCK != 0
        || bytes.remaining() % WriteBehind.BLOCK != 0
        || bytes.alignmentOffset(bytes.position(), WriteBehind.BLOCK) != 0) {
      odd.add(position);
    }
    asked.add(position);
    try {
      busy.await();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    if (most < 0) {
      throw new IOException("Invalid argument");
    }
    ByteBuffer some = bytes.slice();
    some.limit(Math.min(most, some.limit()));
    int count = super.write(some, position);
    bytes.position(bytes.position() + count);
    ends.add(position + count);
    return count;
  }

  /** Makes every force wait for this. */
  CountDownLatch forceWaits() {
    mayForce = new CountDownLatch(1);
    return mayForce;
  }

  void forceFails() {
    forceFails = true;
  }

  /** Returns how often it was forced. */
  int forced() {
    return forced.get();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    forced.incrementAndGet();
    try {
      mayForce.await();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    if (forceFails) {
      throw new IOException("I/O error");
    }
    super.force(metaData);
  }

  /** Waits until a write at this position is requested. */
  void awaitAsked(long position) throws InterruptedException {
    await(asked, position);
  }

  /** Waits until it is written up to this position. */
  void awaitEnd(long position) throws InterruptedException {
    await(ends, position);
  }

  private static void await(BlockingQueue<Long> queue, long position) throws InterruptedException {
    Long next = queue.poll(MOST_SECONDS, TimeUnit.SECONDS);
    while (next != null && next != position) {
      next = queue.poll(MOST_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(next).as("the position that was waited for").isEqualTo(position);
  }

  /** Returns the positions of the writes. */
  List<Long> positions() {
    return positions;
  }

  /** Returns the writes that were not aligned to blocks, in the file and in memory. */
  List<Long> odd() {
    return odd;
  }
}
