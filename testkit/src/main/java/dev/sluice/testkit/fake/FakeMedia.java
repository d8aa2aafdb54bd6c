package dev.sluice.testkit.fake;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** One opened {@link FakeSource}. */
final class FakeMedia implements Media {
  /** The most bytes of one read; small, so that even a short job takes many reads. */
  private static final int MOST_AT_ONCE = 64 * 1024;

  private final FakeSource source;
  private final StageMonitor monitor;
  private final Gate gate;
  private final MisuseLog misuses;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<MediaInput> inputs = List.of(new Input());

  FakeMedia(
      FakeSource source, StageMonitor monitor, Gate gate, MisuseLog misuses, Runnable onClose) {
    this.source = source;
    this.monitor = monitor;
    this.gate = gate;
    this.misuses = misuses;
    this.onClose = onClose;
  }

  @Override
  public Optional<String> title() {
    return source.title();
  }

  @Override
  public Optional<String> description() {
    return source.description();
  }

  @Override
  public Optional<String> releaseDate() {
    return source.releaseDate();
  }

  @Override
  public Optional<String> proposedName() {
    return source.proposedName();
  }

  @Override
  public List<MediaInput> inputs() {
    if (closed.get()) {
      throw misuses.about("asked for the inputs of media that was closed");
    }
    return inputs;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
      gate.wake();
    }
  }

  private final class Input implements MediaInput {
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean refused;
    private boolean finished;
    private long next;
    private long farthest;

    @Override
    public OptionalLong size() {
      return source.sizeKnown() ? OptionalLong.of(source.bytes().length) : OptionalLong.empty();
    }

    @Override
    public boolean seekable() {
      return source.seekable();
    }

    @Override
    public Optional<String> announcedType() {
      return source.announcedType();
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      if (closed.get()) {
        throw misuses.about("read from media that was closed");
      }
      if (!busy.compareAndSet(false, true)) {
        throw misuses.about("two threads read from one input at the same time");
      }
      try {
        return readAlone(position, buffer);
      } finally {
        busy.set(false);
      }
    }

    private int readAlone(long position, ByteBuffer buffer) {
      if (refused) {
        throw misuses.about("read again after the input had said that the job is over");
      }
      if (position < 0 || !buffer.hasRemaining()) {
        throw misuses.about("read at " + position + " into " + buffer.remaining() + " bytes");
      }
      if (!source.seekable() && position != next) {
        misuses.about("a stream at " + next + " was read at " + position);
        throw new IllegalArgumentException("not seekable: the next position is " + next);
      }
      gate.pass(monitor, closed::get);
      goOnOrThrow();
      if (position >= source.failsAt()) {
        throw source.readFailure().orElseThrow().copy();
      }
      if (position >= source.bytes().length) {
        return atEnd();
      }
      return copied((int) position, buffer);
    }

    private void goOnOrThrow() {
      try {
        monitor.check();
      } catch (SluiceException e) {
        refused = true;
        throw e;
      }
      if (closed.get()) {
        throw new IllegalStateException("the media was closed in the middle of a read");
      }
    }

    private int copied(int position, ByteBuffer buffer) {
      long end = Math.min(source.bytes().length, source.failsAt());
      int length = (int) Math.min(Math.min(buffer.remaining(), MOST_AT_ONCE), end - position);
      buffer.put(source.bytes(), position, length);
      next = (long) position + length;
      if (next > farthest) {
        farthest = next;
        monitor.downloaded(farthest, size());
      }
      if (farthest == source.bytes().length && source.sizeKnown()) {
        finish();
      }
      return length;
    }

    private int atEnd() {
      finish();
      return -1;
    }

    private void finish() {
      if (!finished) {
        finished = true;
        monitor.downloadFinished();
      }
    }
  }
}
