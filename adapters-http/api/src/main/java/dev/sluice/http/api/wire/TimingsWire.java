package dev.sluice.http.api.wire;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import java.time.Duration;
import java.util.Optional;

/**
 * The durations of the parts of a job, as a part of {@link JobWire}. Speeds are in megabytes (10^6
 * bytes) a second, as the reference has them in spite of their name.
 */
record TimingsWire(
    Long queueWaitMs,
    Long extractDurationMs,
    Long downloadDurationMs,
    Long muxDurationMs,
    Long uploadDurationMs,
    Long totalDurationMs,
    Double downloadSpeedMbps,
    Double uploadSpeedMbps) {

  static TimingsWire of(Job job) {
    Timings timings = job.timings();
    return new TimingsWire(
        millis(timings.queueWait()),
        millis(timings.extract()),
        millis(timings.download()),
        millis(timings.mux()),
        millis(timings.upload()),
        millis(timings.total()),
        speed(job.progress().bytesDownloaded(), timings.download()),
        job.artifact().map(made -> speed(made.size(), timings.upload())).orElse(null));
  }

  private static Long millis(Optional<Duration> duration) {
    return duration.map(Duration::toMillis).orElse(null);
  }

  private static Double speed(long bytes, Optional<Duration> duration) {
    return duration
        .filter(length -> !length.isZero() && bytes > 0)
        .map(length -> Math.round(bytes * 100_000.0 / length.toNanos()) / 100.0)
        .orElse(null);
  }
}
