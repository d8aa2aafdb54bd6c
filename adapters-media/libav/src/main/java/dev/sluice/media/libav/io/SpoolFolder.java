package dev.sluice.media.libav.io;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder for copies of inputs that must seek but cannot: an mp4 or mov with its index at the
 * end, from a server without range requests. A copy never outlives its job.
 *
 * @param path the folder; if empty, such a source is rejected
 * @param limit the largest file, in bytes
 */
public record SpoolFolder(Optional<Path> path, long limit) implements Spool {
  /** Returns a setting without spooling. */
  public static SpoolFolder none() {
    return new SpoolFolder(Optional.empty(), 0);
  }

  /**
   * Returns a setting that spools files of at most {@code limit} bytes each into an existing
   * folder.
   */
  public static SpoolFolder in(Path path, long limit) {
    return new SpoolFolder(Optional.of(path), limit);
  }

  @Override
  public Spool.Copy copy(MediaInput input, byte[] head, StageMonitor monitor) {
    return SpooledInput.of(input, head, this, monitor);
  }
}
