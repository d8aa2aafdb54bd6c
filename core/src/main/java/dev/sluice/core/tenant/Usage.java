package dev.sluice.core.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The resources that a tenant's jobs have used so far.
 *
 * @param completed jobs that were completed
 * @param storedBytes of their files, those that were deleted since included
 * @param reservedBytes of files that running jobs are writing
 * @param processing how long the completed jobs took together, each from its last claim to its end
 */
public record Usage(long completed, long storedBytes, long reservedBytes, Duration processing) {
  /** Nothing yet. */
  public static final Usage NONE = new Usage(0, 0, 0, Duration.ZERO);

  /** Returns the bytes that count against a limit. */
  public long effectiveBytes() {
    return storedBytes + reservedBytes;
  }

  /**
   * The results of a tenant's jobs that ended on one day.
   *
   * @param day in UTC
   * @param completed jobs that were completed
   * @param failed jobs that failed, or ended with a warning
   * @param storedBytes of the files of those that were completed
   */
  public record DailyUsage(LocalDate day, long completed, long failed, long storedBytes) {
    /** A day on which nothing ended. */
    public static DailyUsage none(LocalDate day) {
      return new DailyUsage(day, 0, 0, 0);
    }

    /** The day on which something that happens now counts. */
    public static LocalDate dayOf(Instant moment) {
      return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    public DailyUsage plus(DailyUsage other) {
      return new DailyUsage(
          day, completed + other.completed, failed + other.failed, storedBytes + other.storedBytes);
    }
  }
}
