package dev.sluice.media.web.segment;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.origin.HttpFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one segment, decrypted. If its address fails, it is read from another one: again
 * from its beginning, and what was read already has to be equal. For one thread.
 */
final class SegmentStream extends InputStream {
  /** A renewed link may have expired as well, if it was renewed for another segment before. */
  private static final int MAX_RENEWALS = 2;

  private final SegmentOpener opener;
  private final Set<URI> tried = new HashSet<>();
  private final Checksum hash = new CRC32C();
  private Segment current;
  private long position;
  private int renewals;
  private @Nullable InputStream source;

  /** Creates a stream that has not begun. */
  SegmentStream(SegmentOpener opener, Segment segment) {
    this.opener = opener;
    this.current = segment;
  }

  /** Waits for the first byte. */
  void begin() throws IOException {
    while (source == null) {
      try {
        source = opener.openFilled(current);
      } catch (SluiceException e) {
        moveAfter(e);
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (true) {
      begin();
      try {
        int count = source.read(into, offset, length);
        if (count > 0) {
          hash.update(into, offset, count);
          position += count;
        }
        return count;
      } catch (SluiceException e) {
        goOnAfter(e);
      }
    }
  }

  /** Opens the segment elsewhere, at the same position; throws the failure if there is no way. */
  private void goOnAfter(SluiceException failure) throws IOException {
    while (true) {
      close();
      moveAfter(failure);
      try {
        source = opener.openFilled(current);
        if (skip(source)) {
          return;
        }
      } catch (SluiceException e) {
        // The first failure says more; whether there is another way, the last one decides.
        if (!SegmentOpener.mayBeElsewhere(e)) {
          throw e;
        }
      }
    }
  }

  private void moveAfter(SluiceException failure) {
    tried.add(current.uri());
    Optional<Segment> next = Optional.empty();
    if (renewals < MAX_RENEWALS && HttpFiles.isStale(failure)) {
      next = opener.renewed(current);
      renewals++;
    }
    if (next.isEmpty() && SegmentOpener.mayBeElsewhere(failure)) {
      next = opener.elsewhere(current).filter(other -> !tried.contains(other.uri()));
    }
    current = next.orElseThrow(() -> failure);
  }

  /** Skips what was read already; returns false if it is not equal. */
  private boolean skip(InputStream other) throws IOException {
    Checksum again = new CRC32C();
    byte[] bytes = new byte[1 << 16];
    long at = 0;
    while (at < position) {
      int count = other.read(bytes, 0, (int) Math.min(bytes.length, position - at));
      if (count < 0) {
        return false;
      }
      again.update(bytes, 0, count);
      at += count;
    }
    return again.getValue() == hash.getValue();
  }

  @Override
  public void close() throws IOException {
    if (source != null) {
      source.close();
      source = null;
    }
  }
}
