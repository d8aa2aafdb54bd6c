package dev.sluice.media.libav.io;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an input is put that cannot seek but must: an mp4 or mov with its index at the end from a
 * server without ranges. The file is gone when the job ends, however it ends.
 *
 * @param path empty if there is none: such a source is then refused
 * @param limit of one file, in bytes
 */
public record SpoolFolder(Optional<Path> path, long limit) {
  /** No spooling at all. */
  public static SpoolFolder none() {
    return new SpoolFolder(Optional.empty(), 0);
  }

  /** Files of at most {@code limit} bytes each in an existing folder. */
  public static SpoolFolder in(Path path, long limit) {
    return new SpoolFolder(Optional.of(path), limit);
  }
}
