package dev.sluice.testkit.contract;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parts of the contracts about jobs that an adapter's test provides, and their helpers. */
abstract class JobStoreFixture {
  protected static final Instant NOW = JobSamples.START;
  protected static final Duration LEASE = Duration.ofSeconds(10);

  protected final JobSamples samples = new JobSamples(42);

  /** Returns the database of this test: the same at each call, and empty at the first. */
  protected abstract Database database();

  /**
   * Returns a database on the same data after the one of this test was closed; empty for one that
   * ends with its process. Afterwards {@link #database()} is the new one.
   */
  protected Optional<Database> reopened() {
    return Optional.empty();
  }

  protected final JobStore store() {
    return database().jobs();
  }

  protected final JobQueue queue() {
    return database().queue();
  }

  protected final BatchStore batches() {
    return database().batches();
  }

  protected final ObjectNameStore names() {
    return database().names();
  }

  protected final IdempotencyStore idempotency() {
    return database().idempotency();
  }

  protected final UsageStore usage() {
    return database().usage();
  }

  protected final RetentionStore retention() {
    return database().retention();
  }

  protected final Outbox outbox() {
    return database().outbox();
  }

  /** Claims what is due, for {@link #LEASE}. */
  protected final List<Notification> claimDue(int max, Instant now) {
    return outbox().due(max, now, Set.of(), Set.of()).stream()
        .map(Outbox.Due::notification)
        .filter(notification -> outbox().claim(notification, now, LEASE))
        .toList();
  }

  protected final Job inserted(Job job) {
    store().insert(List.of(job));
    return job;
  }

  protected final Job found(JobId id) {
    return store().find(id).orElseThrow();
  }

  /** Inserts a job, claims it at {@link #NOW} for {@link #LEASE}, and returns it. */
  protected final Job running() {
    Job waiting = inserted(samples.pending());
    List<Job> claimed = queue().claim("w1", 1, NOW, LEASE);
    if (claimed.size() != 1 || !claimed.get(0).id().equals(waiting.id())) {
      throw new AssertionError("the only waiting job was not claimed: " + claimed);
    }
    return claimed.get(0);
  }

  protected final Notification notification(Job job, Instant created) {
    return Notification.of(
        samples.id().value(),
        job.id(),
        Notification.Kind.JOB_COMPLETED,
        WebhookTarget.parse("https://user:word@hook.example/in?token=x"),
        created);
  }
}
