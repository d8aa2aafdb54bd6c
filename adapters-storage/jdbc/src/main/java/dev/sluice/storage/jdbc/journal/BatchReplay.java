package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.storage.jdbc.jobs.BatchTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Restores batches and slots that the journal contains and the database has lost. Their jobs are
 * restored already.
 */
final class BatchReplay {
  private final Handle handle;
  private final DeletedRows deleted;

  BatchReplay(Handle handle, DeletedRows deleted) {
    this.handle = handle;
    this.deleted = deleted;
  }

  void batches(List<JournalEntry> entries) {
    List<JournalEntry.BatchChanged> changes = new ArrayList<>();
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.BatchInserted inserted
          && !deleted.batches().contains(inserted.batch().id())) {
        batch(inserted.batch());
        slots(inserted);
      } else if (entry instanceof JournalEntry.BatchChanged changed
          && !deleted.batches().contains(changed.batch().id())) {
        changes.add(changed);
      }
    }
    changes.forEach(changed -> batch(changed.batch()));
    // A retry of a retry finds its slot only after the first retry has it, in whatever order they
    // come.
    while (changes.stream().mapToInt(this::replaced).sum() > 0) {}
  }

  private void batch(Batch batch) {
    Optional<Batch> known = BatchTable.find(handle, batch.id());
    if (known.isEmpty()) {
      BatchTable.insert(handle, batch);
    } else {
      batch.startedAt().ifPresent(start -> BatchTable.start(handle, batch.id(), start));
    }
  }

  private void slots(JournalEntry.BatchInserted inserted) {
    List<JobId> jobs = inserted.jobs().stream().map(Job::id).toList();
    // They were inserted in one transaction: all of them are there or none.
    if (hasNoSlot(jobs.get(0))) {
      BatchTable.assignSlots(handle, inserted.batch().id(), jobs);
    }
  }

  private int replaced(JournalEntry.BatchChanged changed) {
    int found = 0;
    for (Job job : changed.jobs()) {
      if (job.retryOf().isPresent()
          && hasNoSlot(job.id())
          && BatchTable.replace(handle, changed.batch().id(), job.retryOf().get(), job.id())) {
        found++;
      }
    }
    return found;
  }

  private boolean hasNoSlot(JobId job) {
    return handle
        .createQuery("SELECT 1 FROM batch_slots WHERE job = :job")
        .bind("job", job.value())
        .mapTo(Integer.class)
        .findOne()
        .isEmpty();
  }
}
