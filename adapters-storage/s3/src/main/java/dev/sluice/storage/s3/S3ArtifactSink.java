package dev.sluice.storage.s3;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Cuts one object into parts of one size. Parts of the head are held back; all others are sent as
 * soon as they are full.
 */
final class S3ArtifactSink implements ArtifactSink {

  private final PartSizes sizes;
  private final Supplier<ObjectUpload> uploads;
  private final IfExists ifExists;
  private final StageMonitor monitor;
  private final StageMonitor.Registration cancelling;

  /** Guards the fields that {@link #close()} uses, which may come from another thread. */
  private final Object ending = new Object();

  private ObjectUpload upload;
  private boolean ended;

  private OptionalLong expected = OptionalLong.empty();
  private ChunkPool pool;
  private int partSize;
  private int head;
  private long written;
  private List<PartBytes> held;
  private PartBytes filling;
  private int fillingNumber;
  private long fillingStart;

  /**
   * @param uploads begins a new upload, without a request
   */
  S3ArtifactSink(
      PartSizes sizes, Supplier<ObjectUpload> uploads, IfExists ifExists, StageMonitor monitor) {
    this.sizes = sizes;
    this.uploads = uploads;
    this.ifExists = ifExists;
    this.monitor = monitor;
    this.cancelling = monitor.onCancel(this::cancel);
  }

  @Override
  public void expect(long bytes) {
    expected = OptionalLong.of(ArtifactSink.requireSize(bytes));
  }

  @Override
  public void begin(int newHead) {
    ArtifactSink.requireHead(newHead);
    requireNotEnded();
    monitor.check();
    boolean isFirst = upload == null;
    if (!isFirst) {
      upload.discard();
      pool.close();
    }
    partSize = sizes.of(expected, monitor.memory().left());
    synchronized (ending) {
      requireNotEnded();
      upload = uploads.get();
    }
    if (isFirst) {
      // The commit checks again; this check spares the work of a whole upload.
      upload.refuseIfTaken(ifExists);
    }
    pool = new ChunkPool(monitor.memory());
    pool.require(least(newHead));
    head = newHead;
    written = 0;
    held = new ArrayList<>();
    startPart(1);
  }

  // The parts of the head, one that is filled, and one in transit. A small object takes less; one
  // that turns out larger than expected reserves the rest when it needs it.
  private long least(int newHead) {
    long heldParts = (newHead + partSize - 1L) / partSize;
    long parts = (heldParts + 2) * partSize;
    return expected.isEmpty() ? parts : Math.min(parts, 2 * expected.getAsLong() + newHead);
  }

  private void startPart(int number) {
    filling = new PartBytes(pool, partSize);
    fillingNumber = number;
    fillingStart = written;
  }

  @Override
  public void write(ByteBuffer bytes) {
    requireBegun();
    monitor.check();
    while (bytes.hasRemaining()) {
      // Only now: an object that ends with a full part may still be a single request.
      if (filling.isFull()) {
        if (fillingNumber == sizes.count()) {
          throw sizes.exceeded(partSize);
        }
        handOn();
        startPart(fillingNumber + 1);
      }
      int before = bytes.remaining();
      filling.fill(bytes);
      written += before - bytes.remaining();
    }
  }

  private void handOn() {
    if (fillingStart < head) {
      held.add(filling);
      return;
    }
    send(fillingNumber, filling);
  }

  private void send(int number, PartBytes part) {
    upload.send(number, part, sizes.mostInTransit(partSize), () -> pool.tryReserve(partSize));
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    requireBegun();
    ArtifactSink.requireRewritable(position, bytes, head, written);
    long next = position;
    while (bytes.hasRemaining()) {
      int index = (int) (next / partSize);
      PartBytes part = index < held.size() ? held.get(index) : filling;
      int before = bytes.remaining();
      part.replace(next - (long) index * partSize, bytes);
      if (bytes.remaining() == before) {
        // Repeating would never end.
        throw new IllegalStateException("byte " + next + " is not in part " + (index + 1));
      }
      next += before - bytes.remaining();
    }
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public long commit() {
    requireBegun();
    monitor.check();
    if (upload.hasParts()) {
      handOn();
      sendHeld();
      upload.complete(ifExists);
    } else {
      held.add(filling);
      upload.put(PartBytes.joined(held), ifExists);
    }
    synchronized (ending) {
      requireNotEnded();
      ended = true;
    }
    release();
    return written;
  }

  private void sendHeld() {
    for (int i = 0; i < held.size(); i++) {
      send(i + 1, held.get(i));
    }
  }

  @Override
  public void close() {
    synchronized (ending) {
      if (ended) {
        return;
      }
      ended = true;
    }
    if (upload != null) {
      upload.discard();
    }
    release();
  }

  private void cancel() {
    ObjectUpload current;
    synchronized (ending) {
      current = upload;
    }
    if (current != null) {
      current.stop();
    }
  }

  private void release() {
    cancelling.close();
    if (pool != null) {
      pool.close();
    }
    held = null;
    filling = null;
    pool = null;
  }

  private void requireBegun() {
    if (upload == null) {
      throw new IllegalStateException("the sink was not begun");
    }
    requireNotEnded();
  }

  private void requireNotEnded() {
    synchronized (ending) {
      if (ended) {
        throw new IllegalStateException("the sink was committed or closed before");
      }
    }
  }
}
