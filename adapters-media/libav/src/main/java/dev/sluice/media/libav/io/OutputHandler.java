package dev.sluice.media.libav.io;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.Failures;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Passes what the muxer writes to an {@link ArtifactSink}. The header stays in memory until its
 * size is known; {@link #startStreaming} then begins the sink with a rewritable head of that size.
 * From then on bytes are only appended, or rewritten within the head.
 */
public final class OutputHandler implements AvioHandler {
  /** Muxers rewrite the field right behind their header: mdat's size. */
  private static final int SLACK = 256;

  /** The rest of a header must hold a free box and the header of the media. */
  private static final int MIN_REST = 64;

  /** Enough to see how the file opens. */
  private static final int FRONT = 4_096;

  private final ArtifactSink sink;
  private final StageMonitor monitor;
  private byte @Nullable [] header = new byte[64 << 10];
  private byte[] front = new byte[0];
  private boolean streaming;
  private long head;
  private long position;
  private long written;
  private long overflow;
  private long headerEnd;
  private long rewrittenTo;
  private Consumer<ByteBuffer> borrower = memory -> {};
  private Runnable flush = () -> {};
  private boolean isLent;
  private @Nullable Throwable failure;

  public OutputHandler(ArtifactSink sink, StageMonitor monitor) {
    this.sink = sink;
    this.monitor = monitor;
  }

  /**
   * Sets who uses memory of the sink instead of its buffer, once streaming has started.
   *
   * @param borrower gets other memory after each write
   * @param flush writes what the borrower has not written yet
   */
  void onLent(Consumer<ByteBuffer> borrower, Runnable flush) {
    this.borrower = borrower;
    this.flush = flush;
  }

  private void borrow() {
    if (sink instanceof LendingSink lender) {
      Optional<ByteBuffer> memory = lender.lend(flush);
      isLent = memory.isPresent();
      memory.ifPresent(borrower);
    }
  }

  @Override
  public void giveBack() {
    if (isLent) {
      ((LendingSink) sink).takeBack();
    }
  }

  /** Begins the sink and writes the header to it, which is complete now. */
  public void startStreaming() {
    headerEnd = written;
    head = Math.min(written + SLACK, ArtifactSink.LARGEST_HEAD);
    sink.begin((int) head);
    sink.write(ByteBuffer.wrap(header, 0, (int) written));
    front = Arrays.copyOf(header, (int) Math.min(written, FRONT));
    header = null;
    streaming = true;
    borrow();
  }

  /** Returns the first bytes of the header, as they were written last. */
  public byte[] front() {
    return front.clone();
  }

  /** Returns how many bytes the muxer wanted to rewrite beyond the head; 0 if there were none. */
  public long overflow() {
    return overflow;
  }

  /** Returns whether the rewritten index fills the header's room, or nearly so. */
  public boolean headerIsFull() {
    return rewrittenTo > headerEnd - MIN_REST;
  }

  public void rethrow() {
    Failures.rethrow(failure);
  }

  @Override
  public int read(BytePointer buffer, int size) {
    throw new UnsupportedOperationException("an output");
  }

  @Override
  public void write(BytePointer buffer, int size) {
    monitor.check();
    if (!streaming) {
      writeHeader(buffer, size);
      return;
    }
    ByteBuffer bytes = new BytePointer(buffer).capacity(size).asByteBuffer();
    if (position < written) {
      int back = (int) Math.min(size, written - position);
      rewrite(bytes.slice(0, back));
      bytes.position(back);
      position += back;
    }
    if (bytes.hasRemaining()) {
      int forward = bytes.remaining();
      fillTo(position);
      append(bytes);
      position += forward;
      written = position;
    }
  }

  private void append(ByteBuffer bytes) {
    if (!isLent) {
      sink.write(bytes);
      return;
    }
    ((LendingSink) sink).appendLent(bytes.position(), bytes.remaining());
    borrow();
  }

  // The muxer notices by itself that its reserve was too small. Until then the bytes are counted.
  private void rewrite(ByteBuffer bytes) {
    long end = position + bytes.remaining();
    if (position < headerEnd - MIN_REST) {
      // The size of the media, at the header's end, does not count.
      rewrittenTo = Math.max(rewrittenTo, end);
    }
    if (end > head) {
      overflow = Math.max(overflow, end - head);
      return;
    }
    if (position < front.length) {
      int count = (int) Math.min(bytes.remaining(), front.length - position);
      bytes.get(bytes.position(), front, (int) position, count);
    }
    sink.rewrite(position, bytes);
  }

  private void fillTo(long target) {
    while (written < target) {
      int gap = (int) Math.min(1 << 16, target - written);
      sink.write(ByteBuffer.allocate(gap));
      written += gap;
    }
  }

  private void writeHeader(BytePointer buffer, int size) {
    long end = position + size;
    if (end > ArtifactSink.LARGEST_HEAD) {
      throw Failures.limitsExceeded("The result's header would be larger than 64 MiB");
    }
    if (end > header.length) {
      header = Arrays.copyOf(header, (int) Math.max(end, 2L * header.length));
    }
    buffer.get(header, (int) position, size);
    position = end;
    written = Math.max(written, end);
  }

  @Override
  public long seek(long offset, int whence) {
    if ((whence & AVSEEK_SIZE) != 0) {
      return written;
    }
    long target =
        switch (whence & 0xff) {
          case 0 -> offset;
          case 1 -> position + offset;
          case 2 -> written + offset;
          default -> -1;
        };
    if (target < 0) {
      return -1;
    }
    position = target;
    return target;
  }

  @Override
  public void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }
}
