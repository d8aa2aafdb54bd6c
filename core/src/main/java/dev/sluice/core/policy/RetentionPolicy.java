package dev.sluice.core.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what is over is kept before it is deleted. An empty value keeps it for ever.
 *
 * @param jobs how long a job is kept after its end, with its notifications; a batch, with all of
 *     its jobs, after the end of the last of them
 * @param notifications how long after it was created a notification is kept that was delivered or
 *     given up
 * @param files how long the file of a job is kept in the storage after the end of the job; not
 *     longer than the job
 */
public record RetentionPolicy(
    Optional<Duration> jobs, Optional<Duration> notifications, Optional<Duration> files) {
  /** The shortest time for which anything is kept. */
  public static final Duration SHORTEST = Duration.ofHours(1);

  /** The longest time but for ever: databases cannot compare with any date. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  /** Keeps everything for ever. */
  public static final RetentionPolicy FOREVER =
      new RetentionPolicy(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException if a time is shorter than {@link #SHORTEST} or longer than
   *     {@link #LONGEST}, or files are kept longer than jobs
   */
  public RetentionPolicy {
    jobs.ifPresent(time -> requireInRange("jobs", time));
    notifications.ifPresent(time -> requireInRange("notifications", time));
    files.ifPresent(time -> requireInRange("files", time));
    if (files.isPresent() && jobs.filter(time -> time.compareTo(files.get()) < 0).isPresent()) {
      throw new IllegalArgumentException(
          "files must not be kept longer than jobs, since only a job knows its file: "
              + files.get()
              + ", "
              + jobs.get());
    }
  }

  /** Returns the default: jobs are kept for 90 days, notifications for 30, files for ever. */
  public static RetentionPolicy standard() {
    return FOREVER.withJobs(Duration.ofDays(90)).withNotifications(Duration.ofDays(30));
  }

  /** Returns a copy that keeps jobs for this time. */
  public RetentionPolicy withJobs(Duration time) {
    return new RetentionPolicy(Optional.of(time), notifications, files);
  }

  /** Returns a copy that keeps notifications for this time. */
  public RetentionPolicy withNotifications(Duration time) {
    return new RetentionPolicy(jobs, Optional.of(time), files);
  }

  /** Returns a copy that keeps files for this time. */
  public RetentionPolicy withFiles(Duration time) {
    return new RetentionPolicy(jobs, notifications, Optional.of(time));
  }

  private static void requireInRange(String what, Duration time) {
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what
              + " must be kept for an hour to "
              + LONGEST.toDays()
              + " days, or for ever (no time), not for "
              + time);
    }
  }
}
