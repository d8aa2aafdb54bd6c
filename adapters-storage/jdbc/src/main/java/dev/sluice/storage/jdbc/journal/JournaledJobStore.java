package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.jobs.SqlJobStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  public Optional<Job> find(JobId id) {
    return store.find(id);
  }

  @Override
  public Page<Job> list(JobQuery query) {
    return store.list(query);
  }

  @Override
  public Map<JobStatus, Long> counts(TenantId owner) {
    return store.counts(owner);
  }

  @Override
  public void check() {
    store.check();
  }
}
