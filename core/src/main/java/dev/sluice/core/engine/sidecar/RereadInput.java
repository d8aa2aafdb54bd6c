package dev.sluice.core.engine.sidecar;

import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An input that can only be read in order, read twice: what is read the first time is kept, and
 * handed out again the second time before the rest. One reader at a time, as for any input.
 */
final class RereadInput implements MediaInput {
  /** More than libav looks at before it knows what it has. */
  static final int MOST = 32 << 20;

  private final MediaInput origin;
  private final int most;
  private byte[] kept = new byte[1 << 20];
  private int length;
  private boolean keeping = true;

  /** Thrown by a first reading that goes on for too long to be kept. */
  static final class TooFarException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  RereadInput(MediaInput origin) {
    this(origin, MOST);
  }

  RereadInput(MediaInput origin, int most) {
    this.origin = origin;
    this.most = most;
  }

  /** From here on it is read from the beginning again. */
  void again() {
    keeping = false;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    if (position < length) {
      int count = Math.min(buffer.remaining(), length - (int) position);
      buffer.put(kept, (int) position, count);
      return count;
    }
    if (!keeping) {
      kept = new byte[0];
      length = 0;
      return origin.read(position, buffer);
    }
    if (length >= most) {
      throw new TooFarException();
    }
    ByteBuffer fresh = buffer.duplicate();
    int count = origin.read(position, buffer);
    if (count > 0) {
      keep(fresh, count);
    }
    return count;
  }

  private void keep(ByteBuffer bytes, int count) {
    if (length + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + count));
    }
    bytes.get(kept, length, count);
    length += count;
  }

  @Override
  public OptionalLong size() {
    return origin.size();
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public Optional<String> announcedType() {
    return origin.announcedType();
  }

  @Override
  public Optional<Duration> duration() {
    return origin.duration();
  }

  @Override
  public Optional<Duration> longest() {
    return origin.longest();
  }

  @Override
  public boolean inPieces() {
    return origin.inPieces();
  }
}
