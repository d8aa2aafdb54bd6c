package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.storage.jdbc.jobs.BatchTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Gives the database the batches and places that the journal knows and it does not; their jobs are
 * there by then.
 */
final class BatchReplay {
  private final Handle handle;

  BatchReplay(Handle handle) {
    this.handle = handle;
  }

  void batches(List<JournalEntry> entries) {
    List<JournalEntry.BatchChanged> changes = new ArrayList<>();
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.BatchInserted inserted) {
        batch(inserted.batch());
        places(inserted);
      } else if (entry instanceof JournalEntry.BatchChanged changed) {
        changes.add(changed);
      }
    }
    changes.forEach(changed -> batch(changed.batch()));
    // A retry of a retry finds the place only after the first one has it, whatever their order.
    while (changes.stream().mapToInt(this::replaced).sum() > 0) {}
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.Inserted inserted) {
        inserted.jobs().forEach(this::placedLast);
      }
    }
  }

  private void batch(Batch batch) {
    Optional<Batch> known = BatchTable.find(handle, batch.id());
    if (known.isEmpty()) {
      BatchTable.insert(handle, batch);
    } else {
      batch.startedAt().ifPresent(start -> BatchTable.start(handle, batch.id(), start));
    }
  }

  private void places(JournalEntry.BatchInserted inserted) {
    List<JobId> jobs = inserted.jobs().stream().map(Job::id).toList();
    // They came in one transaction: all of them are there or none.
    if (hasNoPlace(jobs.get(0))) {
      BatchTable.place(handle, inserted.batch().id(), jobs);
    }
  }

  private int replaced(JournalEntry.BatchChanged changed) {
    int found = 0;
    for (Job job : changed.jobs()) {
      if (job.retryOf().isPresent()
          && hasNoPlace(job.id())
          && BatchTable.replace(handle, changed.batch().id(), job.retryOf().get(), job.id())) {
        found++;
      }
    }
    return found;
  }

  // Written before batches were more than a mark on their jobs.
  private void placedLast(Job job) {
    if (job.batch().isEmpty() || !hasNoPlace(job.id())) {
      return;
    }
    BatchId id = job.batch().get();
    batch(
        new Batch(
            id,
            job.owner(),
            Optional.empty(),
            job.request().folder(),
            Optional.empty(),
            job.createdAt(),
            Optional.of(job.createdAt())));
    handle
        .createUpdate(
            """
            INSERT INTO batch_slots (job, batch, slot, replaced)
            SELECT :job, :batch, COALESCE(MAX(slot) + 1, 0), FALSE
            FROM batch_slots WHERE batch = :batch
            """)
        .bind("job", job.id().value())
        .bind("batch", id.value())
        .execute();
  }

  private boolean hasNoPlace(JobId job) {
    return handle
        .createQuery("SELECT 1 FROM batch_slots WHERE job = :job")
        .bind("job", job.value())
        .mapTo(Integer.class)
        .findOne()
        .isEmpty();
  }
}
