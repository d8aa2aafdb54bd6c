package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.jobs.SqlJobStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job store that appends inserts and last moves to the journal before the caller returns. The
 * moves between may be lost with the process: then the job is claimed again, as after any lost
 * lease.
 */
public final class JournaledJobStore implements JobStore {
  private final SqlJobStore store;
  private final Journal journal;

  public JournaledJobStore(SqlJobStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public void insert(NewJobs newJobs) {
    if (newJobs.jobs().isEmpty()) {
      return;
    }
    List<Notification> notificationsStored = store.inserted(newJobs);
    JournalEntry inserted =
        newJobs
            .batch()
            .<JournalEntry>map(
                batch -> new JournalEntry.BatchInserted(batch, newJobs.jobs(), notificationsStored))
            .orElseGet(() -> new JournalEntry.Inserted(newJobs.jobs()));
    try {
      journal.append(
          newJobs
              .response()
              .<JournalEntry>map(answer -> new JournalEntry.Answered(answer, inserted))
              .orElse(inserted));
    } catch (SluiceException e) {
      withdraw(newJobs, e);
      throw e;
    }
    // Workers are woken only now: what they saw before could be lost with the process.
    store.wakeWorkersFor(newJobs.jobs());
  }

  // All or none: a caller whose insert failed will repeat it.
  private void withdraw(NewJobs newJobs, SluiceException why) {
    try {
      store.withdraw(newJobs);
    } catch (SluiceException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public boolean move(Job next, List<Notification> notifications) {
    Optional<List<Notification>> notificationsStored = store.moved(next, notifications);
    if (notificationsStored.isPresent() && next.status().isFinal()) {
      journal.append(new JournalEntry.Ended(next, notificationsStored.get()));
    }
    return notificationsStored.isPresent();
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
  public Map<JobStatus, Long> counts(TenantId tenant) {
    return store.counts(tenant);
  }

  @Override
  public void check() {
    store.check();
  }
}
