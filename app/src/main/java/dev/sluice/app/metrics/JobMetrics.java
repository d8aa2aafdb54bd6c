package dev.sluice.app.metrics;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts the outcomes of jobs in this process. No label says whose a job is or where it came from:
 * a reader of the metrics sees no other tenant in them. Thread-safe.
 */
final class JobMetrics implements Consumer<JobEvent> {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(2),
    Duration.ofMinutes(10),
    Duration.ofHours(1)
  };

  /** Failures of a job because of a limit of its API key, and not of the server. */
  private static final Set<FailureCode> OF_KEYS =
      Set.of(
          FailureCode.QUOTA_EXCEEDED,
          FailureCode.FILE_TOO_LARGE,
          FailureCode.MEDIA_TOO_LONG,
          FailureCode.PICTURE_TOO_LARGE);

  private final MeterRegistry registry;
  private final Counter submitted;
  private final Counter downloaded;
  private final Counter stored;

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    submitted = counter("sluice.jobs.submitted", "Jobs taken");
    downloaded = counter("sluice.downloaded.bytes", "Bytes of sources read by jobs that ended");
    stored = counter("sluice.stored.bytes", "Bytes of finished objects");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  @Override
  public void accept(JobEvent event) {
    switch (event.kind()) {
      case SUBMITTED -> submitted.increment();
      case RETRY_SCHEDULED ->
          registry.counter("sluice.jobs.postponed", "code", code(event.job())).increment();
      case FINISHED -> finished(event.job());
      case STARTED, PROGRESSED -> {
        // The store is asked how many run right now.
      }
    }
  }

  /** Counts a submit that was rejected. */
  void refused(FailureCode code) {
    limits("submit", code);
  }

  private void limits(String at, FailureCode code) {
    Counter.builder("sluice.limits.refused")
        .description("Submits and jobs that a limit of their key forbade")
        .tag("at", at)
        .tag("code", code.name())
        .register(registry)
        .increment();
  }

  private void finished(Job job) {
    job.failure()
        .map(Job.Failure::code)
        .filter(OF_KEYS::contains)
        .ifPresent(code -> limits("run", code));
    String status = job.status().name().toLowerCase(Locale.ROOT);
    registry.counter("sluice.jobs.ended", "status", status, "code", code(job)).increment();
    downloaded.increment(job.progress().bytesDownloaded());
    job.artifact().ifPresent(made -> stored.increment(made.size()));
    Timings took = job.timings();
    record("queue_wait", took.queueWait());
    record("extract", took.extract());
    record("download", took.download());
    record("mux", took.mux());
    record("upload", took.upload());
    record("total", took.total());
  }

  private static String code(Job job) {
    return job.failure().map(why -> why.code().name()).orElse("none");
  }

  private void record(String step, Optional<Duration> length) {
    length.ifPresent(
        time ->
            Timer.builder("sluice.job.step")
                .description("How long the steps of jobs that ended took")
                .tag("step", step)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(time));
  }
}
