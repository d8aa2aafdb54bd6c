package dev.sluice.core.tenant;

import java.time.Duration;

/**
 * What an owner's jobs have used so far.
 *
 * @param completed jobs that were completed
 * @param storedBytes of their files, those that were deleted since included
 * @param reservedBytes of files that running jobs are writing
 * @param processing how long the completed jobs took together, each from its last claim to its end
 */
public record Usage(long completed, long storedBytes, long reservedBytes, Duration processing) {
  /** Nothing yet. */
  public static final Usage NONE = new Usage(0, 0, 0, Duration.ZERO);

  /** What counts against a limit. */
  public long effectiveBytes() {
    return storedBytes + reservedBytes;
  }
}
