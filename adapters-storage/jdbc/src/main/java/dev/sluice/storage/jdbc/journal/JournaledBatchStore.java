package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.jobs.SqlBatchStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A batch store that appends each change to the journal before the caller returns. */
public final class JournaledBatchStore implements BatchStore {
  private final SqlBatchStore store;
  private final Journal journal;

  public JournaledBatchStore(SqlBatchStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public Optional<List<Job>> start(BatchId id, Instant now) {
    Optional<List<Job>> started = store.started(id, now);
    started.ifPresent(jobs -> changed(id, new SqlBatchStore.Changed(jobs, List.of())));
    return started;
  }

  @Override
  public List<Job> move(BatchId id, List<Job> nexts, List<Notification> notifications) {
    SqlBatchStore.Changed moved = store.moved(id, nexts, notifications);
    if (!moved.jobs().isEmpty()) {
      changed(id, moved);
    }
    return moved.jobs();
  }

  @Override
  public List<Job> replace(BatchId id, List<Job> again) {
    List<Job> inserted = store.replaced(id, again);
    if (!inserted.isEmpty()) {
      changed(id, new SqlBatchStore.Changed(inserted, List.of()));
    }
    return inserted;
  }

  private void changed(BatchId id, SqlBatchStore.Changed change) {
    Batch batch = store.find(id).orElseThrow();
    journal.append(new JournalEntry.BatchChanged(batch, change.jobs(), change.notifications()));
    // Workers are woken only now: what they saw before could be lost with the process.
    store.wakeWorkersFor(change.jobs());
  }

  @Override
  public Optional<Batch> find(BatchId id) {
    return store.find(id);
  }

  @Override
  public Batch.Counts counts() {
    return store.counts();
  }

  @Override
  public List<Batch.Slot> slots(BatchId id) {
    return store.slots(id);
  }

  @Override
  public List<Job> jobs(BatchId id) {
    return store.jobs(id);
  }

  @Override
  public Page<Batch.Summary> list(TenantId tenant, int limit, int offset) {
    return store.list(tenant, limit, offset);
  }
}
