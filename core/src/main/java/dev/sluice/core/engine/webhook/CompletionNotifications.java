package dev.sluice.core.engine.webhook;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.store.IdSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What the world is to be told when jobs are over. Thread-safe. */
public final class CompletionNotifications {
  private final IdSource ids;

  public CompletionNotifications(IdSource ids) {
    this.ids = ids;
  }

  /**
   * @param ended a job with an end
   * @param batch the job's
   */
  public List<Notification> ofJob(Job ended, Optional<Batch> batch) {
    return ofBatchJobs(List.of(ended), batch);
  }

  /**
   * What is told of each job that is over, and of the batch: whether that is over too, the store
   * finds out.
   */
  public List<Notification> ofBatchJobs(Collection<Job> jobs, Optional<Batch> batch) {
    List<Notification> words = new ArrayList<>();
    Optional<Instant> last = Optional.empty();
    for (Job job : jobs) {
      if (job.finishedAt().isPresent()) {
        last = job.finishedAt();
        Instant now = last.get();
        if (job.status() == JobStatus.COMPLETED && job.request().progressWebhook()) {
          words.addAll(told(job, Kind.PROGRESS_COMPLETED, now));
        }
        words.addAll(told(job, kind(job), now));
      }
    }
    if (last.isPresent() && batch.isPresent() && batch.get().webhook().isPresent()) {
      words.add(
          Notification.of(
              ids.next(),
              batch.get().id(),
              Kind.BATCH_COMPLETED,
              batch.get().webhook().get(),
              last.get()));
    }
    return words;
  }

  /** What was told of a job that is over, to be told again. */
  public List<Notification> again(Job over, Instant now) {
    return told(over, kind(over), now);
  }

  private List<Notification> told(Job job, Kind kind, Instant now) {
    return job.request().webhook().stream()
        .map(target -> Notification.of(ids.next(), job.id(), kind, target, now))
        .toList();
  }

  private static Kind kind(Job over) {
    return switch (over.status()) {
      case COMPLETED -> Kind.JOB_COMPLETED;
      case WARNING -> Kind.JOB_WARNING;
      case SKIPPED -> Kind.JOB_SKIPPED;
      case FAILED -> Kind.JOB_FAILED;
      case PENDING, PROCESSING ->
          throw new IllegalArgumentException("the job " + over.id() + " is not over");
    };
  }
}
