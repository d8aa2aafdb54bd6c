package dev.sluice.app.metrics;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.EngineStatus;
import dev.sluice.core.job.EngineStatus.Retention;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.storage.jdbc.PoolUsage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The metrics of a server, in Prometheus' text format. Counters are this process's; the queue is
 * that of all processes that share the database, read at each scrape. Thread-safe.
 */
public final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JobMetrics jobs = new JobMetrics(registry);

  /** Returns the listener that counts the events of jobs. */
  public Consumer<JobEvent> jobs() {
    return jobs;
  }

  /** Returns the listener that counts submits that a limit of their tenant rejects. */
  public Consumer<FailureCode> refusals() {
    return jobs::refused;
  }

  /** Returns the notifier with its deliveries counted. */
  public Notifier metered(Notifier notifier) {
    return new MeteredNotifier(notifier, registry);
  }

  /** Measures the queue; NaN while the store does not respond. */
  public void watch(JobQueue queue, InstantSource clock) {
    gauge("sluice.queue.waiting", "Jobs that wait", () -> queue.count(JobStatus.PENDING));
    gauge("sluice.queue.running", "Jobs that run", () -> queue.count(JobStatus.PROCESSING));
    gauge(
        "sluice.queue.age.seconds",
        "How long the job that is due longest has been waiting",
        () ->
            queue
                .nextDue()
                .map(due -> Duration.between(due, clock.instant()).toMillis() / 1_000.0)
                .map(age -> Math.max(0, age))
                .orElse(0.0));
  }

  /** Measures what keeps jobs from running in this process. */
  public void watchStatus(Supplier<EngineStatus> status) {
    outage("database", () -> status.get().databaseOutage());
    outage("storage", () -> status.get().storageOutage());
    outage("handles", () -> status.get().handleShortage());
    gauge(
        "sluice.suspects.waiting",
        "Claimed jobs that wait until they can run alone",
        () -> status.get().suspects());
    FunctionCounter.builder("sluice.attempts.excused", status, from -> from.get().excused())
        .description("Attempts that do not count, since they met an outage")
        .register(registry);
    deleted("jobs", status, Retention::jobs);
    deleted("batches", status, Retention::batches);
    deleted("notifications", status, Retention::notifications);
    deleted("files", status, Retention::files);
    retention("failed", "What could not be deleted", "files", status, Retention::failedFiles);
    retention("failed", "What could not be deleted", "rounds", status, Retention::failedRounds);
  }

  private void deleted(String of, Supplier<EngineStatus> status, ToLongFunction<Retention> number) {
    retention("deleted", "What was deleted because its time was over", of, status, number);
  }

  private void retention(
      String name,
      String description,
      String of,
      Supplier<EngineStatus> status,
      ToLongFunction<Retention> number) {
    FunctionCounter.builder(
            "sluice.retention." + name, status, from -> number.applyAsLong(from.get().retention()))
        .description(description)
        .tag("of", of)
        .register(registry);
  }

  /** Measures the memory that the jobs of this process share. */
  public void watchMemory(HeapBudget memory) {
    gauge("sluice.memory.limit.bytes", "Heap that jobs may reserve", memory::total);
    gauge("sluice.memory.reserved.bytes", "Heap that jobs have reserved", memory::reserved);
    gauge(
        "sluice.memory.short",
        "Whether no further job begins, since running ones hold the memory",
        () -> memory.hasRoom() ? 0 : 1);
  }

  private void outage(String of, Supplier<Optional<Duration>> length) {
    Gauge.builder("sluice.outage", () -> length.get().isPresent() ? 1 : 0)
        .description("Whether what all jobs need is unavailable")
        .tag("of", of)
        .register(registry);
    Gauge.builder(
            "sluice.outage.seconds",
            () -> length.get().map(time -> time.toMillis() / 1_000.0).orElse(0.0))
        .description("How long it has been unavailable")
        .tag("of", of)
        .register(registry);
  }

  /** Measures the batches; NaN while the store does not respond. */
  public void watch(BatchStore store, InstantSource clock) {
    CachedBatchCounts figures = new CachedBatchCounts(store::counts, clock);
    batches("paused", () -> figures.now().paused());
    batches("processing", () -> figures.now().processing());
    batches("finished", () -> figures.now().over());
  }

  private void batches(String state, Supplier<Number> value) {
    Gauge.builder("sluice.batches", value)
        .description("Batches, by what their jobs do")
        .tag("state", state)
        .register(registry);
  }

  /** Measures the connections to the database. */
  public void watch(Supplier<PoolUsage> pool) {
    gauge("sluice.database.active", "Connections lent out", () -> pool.get().active());
    gauge("sluice.database.idle", "Connections open and free", () -> pool.get().idle());
    gauge("sluice.database.pending", "Threads that wait for one", () -> pool.get().pending());
    gauge("sluice.database.max", "Connections that may be open", () -> pool.get().max());
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Returns all metrics as they are now. */
  public String text() {
    return registry.scrape();
  }
}
