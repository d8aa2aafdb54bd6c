package dev.sluice.core.engine.webhook;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.store.IdSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Creates the notifications about jobs and batches that end. Thread-safe. */
public final class CompletionNotifications {
  private final IdSource ids;

  public CompletionNotifications(IdSource ids) {
    this.ids = ids;
  }

  /**
   * Returns the notifications about a job that ended.
   *
   * @param batch the batch of the job
   */
  public List<Notification> ofJob(Job ended, Optional<Batch> batch) {
    return ofBatchJobs(List.of(ended), batch);
  }

  /**
   * Returns the notifications about the jobs that ended and about their batch. The store decides
   * whether the batch has ended as well.
   */
  public List<Notification> ofBatchJobs(Collection<Job> jobs, Optional<Batch> batch) {
    List<Notification> notifications = new ArrayList<>();
    Optional<Instant> last = Optional.empty();
    for (Job job : jobs) {
      if (job.finishedAt().isPresent()) {
        last = job.finishedAt();
        notifications.addAll(about(job, kind(job), last.get()));
      }
    }
    if (last.isPresent() && batch.isPresent() && batch.get().webhook().isPresent()) {
      notifications.add(
          Notification.of(
              ids.next(),
              batch.get().id(),
              Kind.BATCH_COMPLETED,
              batch.get().webhook().get(),
              last.get()));
    }
    return notifications;
  }

  /** Returns the notification about a job that has ended, to deliver it again. */
  public List<Notification> repeated(Job ended, Instant now) {
    return about(ended, kind(ended), now);
  }

  private List<Notification> about(Job job, Kind kind, Instant now) {
    return job.request().webhook().stream()
        .map(target -> Notification.of(ids.next(), job.id(), kind, target, now))
        .toList();
  }

  private static Kind kind(Job ended) {
    return switch (ended.status()) {
      case COMPLETED -> Kind.JOB_COMPLETED;
      case WARNING -> Kind.JOB_WARNING;
      case SKIPPED -> Kind.JOB_SKIPPED;
      case FAILED -> Kind.JOB_FAILED;
      case PENDING, PROCESSING ->
          throw new IllegalArgumentException("the job " + ended.id() + " has not ended");
    };
  }
}
