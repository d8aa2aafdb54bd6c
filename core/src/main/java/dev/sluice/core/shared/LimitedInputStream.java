package dev.sluice.core.shared;

import dev.sluice.core.failure.SluiceException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream from which at most a number of bytes can be read. Reading more fails. */
public final class LimitedInputStream extends FilterInputStream {
  private final long most;
  private final Supplier<SluiceException> tooLarge;
  private long count;

  /**
   * @param tooLarge makes what a read throws that goes beyond the limit, and each one after it
   */
  public LimitedInputStream(InputStream source, long most, Supplier<SluiceException> tooLarge) {
    super(source);
    this.most = most;
    this.tooLarge = tooLarge;
  }

  @Override
  public int read() throws IOException {
    int found = super.read();
    add(found < 0 ? 0 : 1);
    return found;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int found = super.read(into, offset, length);
    add(found);
    return found;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    add(skipped);
    return skipped;
  }

  private void add(long bytes) {
    count += Math.max(0, bytes);
    if (count > most) {
      throw tooLarge.get();
    }
  }
}
