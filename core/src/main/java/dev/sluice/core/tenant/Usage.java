package dev.sluice.core.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The resources that a tenant's jobs have used so far.
 *
 * @param completed the number of completed jobs
 * @param storedBytes the bytes of their files, including deleted ones
 * @param reservedBytes the bytes reserved for files that running jobs write
 * @param processing the total duration of the completed jobs, each from its last claim to its end
 */
public record Usage(long completed, long storedBytes, long reservedBytes, Duration processing) {
  /** The usage of a tenant without jobs. */
  public static final Usage NONE = new Usage(0, 0, 0, Duration.ZERO);

  /** Returns the bytes that count against the storage quota. */
  public long effectiveBytes() {
    return storedBytes + reservedBytes;
  }

  /**
   * The results of a tenant's jobs that ended on one day.
   *
   * @param day in UTC
   * @param completed the number of completed jobs
   * @param failed the number of jobs that ended as Failed or Warning
   * @param storedBytes the bytes of the files of the completed jobs
   */
  public record DailyUsage(LocalDate day, long completed, long failed, long storedBytes) {
    /** Returns the usage of a day on which no job ended. */
    public static DailyUsage none(LocalDate day) {
      return new DailyUsage(day, 0, 0, 0);
    }

    /** Returns the day, in UTC, to which a moment belongs. */
    public static LocalDate dayOf(Instant moment) {
      return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    /** Returns the sum of both, for the day of this one. */
    public DailyUsage plus(DailyUsage other) {
      return new DailyUsage(
          day, completed + other.completed, failed + other.failed, storedBytes + other.storedBytes);
    }
  }
}
