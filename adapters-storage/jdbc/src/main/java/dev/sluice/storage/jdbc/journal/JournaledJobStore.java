package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Step;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.DailyUsage;
import dev.sluice.core.tenant.IdempotencyClaim;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.storage.jdbc.jobs.SqlJobStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job store whose inserts and last moves stand in the journal before the caller hears of them.
 * The moves between may be lost with the process: then the job is claimed again, as after any
 * death.
 */
public final class JournaledJobStore implements JobStore {
  private final SqlJobStore store;
  private final Journal journal;

  public JournaledJobStore(SqlJobStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public void insert(NewJobs submission) {
    if (submission.jobs().isEmpty()) {
      return;
    }
    List<Notification> told = store.inserted(submission);
    JournalEntry inserted =
        submission
            .batch()
            .<JournalEntry>map(
                batch -> new JournalEntry.BatchInserted(batch, submission.jobs(), told))
            .orElseGet(() -> new JournalEntry.Inserted(submission.jobs()));
    try {
      journal.append(
          submission
              .answer()
              .<JournalEntry>map(answer -> new JournalEntry.Answered(answer, inserted))
              .orElse(inserted));
    } catch (SluiceException e) {
      withdraw(submission, e);
      throw e;
    }
    // Only now: what is announced before could be lost with the process.
    store.announceArrivalOf(submission.jobs());
  }

  // All or none: whoever hears that an insert failed will ask again.
  private void withdraw(NewJobs submission, SluiceException why) {
    try {
      store.withdraw(submission);
    } catch (SluiceException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public boolean move(Job next, List<Notification> notifications) {
    Optional<List<Notification>> told = store.moved(next, notifications);
    if (told.isPresent() && next.status().isFinal()) {
      journal.append(new JournalEntry.Ended(next, told.get()));
    }
    return told.isPresent();
  }

  @Override
  public Usage usage(TenantId owner) {
    return store.usage(owner);
  }

  @Override
  public List<DailyUsage> days(TenantId owner, LocalDate first, LocalDate last) {
    return store.days(owner, first, last);
  }

  @Override
  public Map<Step, Long> running(TenantId owner) {
    return store.running(owner);
  }

  // What is reserved lasts no longer than the claim that it belongs to.
  @Override
  public Room reserveRoom(Job job, long bytes, long limit) {
    return store.reserveRoom(job, bytes, limit);
  }

  // A hold may be lost with the process, as the request is that it was for.
  @Override
  public Optional<String> take(IdempotencyClaim hold, Instant now, Duration lease) {
    return store.take(hold, now, lease);
  }

  @Override
  public void giveUp(IdempotencyClaim hold) {
    store.giveUp(hold);
  }

  @Override
  public boolean tell(JobId job, int attempt, List<Notification> notifications) {
    return store.tell(job, attempt, notifications);
  }

  @Override
  public Optional<Job> find(JobId id) {
    return store.find(id);
  }

  @Override
  public Page<Job> list(JobQuery query) {
    return store.list(query);
  }

  @Override
  public List<Job> claim(String worker, int most, int mostOfOneOwner, Instant now, Duration lease) {
    return store.claim(worker, most, mostOfOneOwner, now, lease);
  }

  @Override
  public Map<JobStatus, Long> counts(TenantId owner) {
    return store.counts(owner);
  }

  @Override
  public long count(TenantId owner, JobStatus status) {
    return store.count(owner, status);
  }

  @Override
  public long count(JobStatus status) {
    return store.count(status);
  }

  @Override
  public Set<JobId> heartbeat(List<Beat> beats, Instant leaseUntil) {
    return store.heartbeat(beats, leaseUntil);
  }

  @Override
  public boolean wishEnd(JobId job, int attempt) {
    // Not in the journal: a recording does not outlive its process.
    return store.wishEnd(job, attempt);
  }

  @Override
  public Set<JobId> wishedEnds(Set<JobId> of) {
    return store.wishedEnds(of);
  }

  @Override
  public boolean reserve(String space, ObjectPath path, JobId job) {
    return store.reserve(space, path, job);
  }

  @Override
  public Optional<ObjectPath> reserved(JobId job) {
    return store.reserved(job);
  }

  @Override
  public void release(JobId job) {
    store.release(job);
  }

  @Override
  public Optional<JobId> lastStoredAt(String space, ObjectPath path) {
    return store.lastStoredAt(space, path);
  }

  @Override
  public Optional<Instant> nextDue() {
    return store.nextDue();
  }

  @Override
  public void onArrival(Runnable listener) {
    store.onArrival(listener);
  }

  @Override
  public void check() {
    store.check();
  }
}
