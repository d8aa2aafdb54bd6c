package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.BatchCounts;
import dev.sluice.core.batch.BatchSlot;
import dev.sluice.core.batch.BatchSummary;
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

/** A store of batches whose changes stand in the journal before the caller hears of them. */
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
  public List<Job> move(BatchId id, List<Job> nexts, List<Notification> told) {
    SqlBatchStore.Changed moved = store.moved(id, nexts, told);
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

  private void changed(BatchId id, SqlBatchStore.Changed what) {
    Batch batch = store.find(id).orElseThrow();
    journal.append(new JournalEntry.BatchChanged(batch, what.jobs(), what.told()));
    // Only now: what is announced before could be lost with the process.
    store.announceArrivalOf(what.jobs());
  }

  @Override
  public Optional<Batch> find(BatchId id) {
    return store.find(id);
  }

  @Override
  public BatchCounts counts() {
    return store.counts();
  }

  @Override
  public List<BatchSlot> places(BatchId id) {
    return store.places(id);
  }

  @Override
  public List<Job> jobs(BatchId id) {
    return store.jobs(id);
  }

  @Override
  public Page<BatchSummary> list(TenantId owner, int limit, int offset) {
    return store.list(owner, limit, offset);
  }
}
