package dev.sluice.media.libav.io;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;

/** Makes seekable copies of inputs that must seek but cannot. */
@FunctionalInterface
public interface Spool {
  /**
   * Copies the whole input.
   *
   * @param head the bytes that were already read from it
   * @throws dev.sluice.core.failure.SluiceException SOURCE_REFUSED if nothing may be copied,
   *     SOURCE_TOO_LARGE beyond the limit, and whatever reading throws
   */
  Copy copy(MediaInput input, byte[] head, StageMonitor monitor);

  /** A seekable copy of an input. Closing it deletes it. */
  interface Copy extends MediaInput, AutoCloseable {
    @Override
    void close();
  }
}
