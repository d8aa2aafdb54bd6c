package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.storage.jdbc.jobs.BatchDeletion;
import dev.sluice.storage.jdbc.jobs.JobCounts;
import dev.sluice.storage.jdbc.jobs.JobDeletion;
import dev.sluice.storage.jdbc.jobs.SqlRetentionStore;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What the journal says was deleted. None of it is restored. What is there again, because the
 * database has lost its deletion, is deleted again.
 */
record DeletedRows(Set<JobId> jobs, Set<BatchId> batches, Set<UUID> notifications) {
  static DeletedRows in(List<JournalEntry> entries) {
    DeletedRows all = new DeletedRows(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.Deleted deleted) {
        all.jobs.addAll(deleted.jobs());
        all.batches.addAll(deleted.batches());
        all.notifications.addAll(deleted.notifications());
      }
    }
    return all;
  }

  boolean has(Notification notification) {
    return notifications.contains(notification.id())
        || (notification.about() instanceof BatchId batch && batches.contains(batch));
  }

  /**
   * Deletes what is there again. The entry was written before the commit of its transaction, which
   * may have failed; so a batch that has got other jobs since then stays.
   *
   * @return how many jobs and notifications were deleted
   */
  int deleteAgain(Handle handle, JobCounts counts) {
    List<JobDeletion.Row> rows =
        jobs.stream().map(job -> JobDeletion.find(handle, job)).flatMap(Optional::stream).toList();
    int deleted = JobDeletion.delete(handle, rows, counts);
    for (BatchId batch : batches) {
      deleted += BatchDeletion.deleteRest(handle, batch);
    }
    return deleted + SqlRetentionStore.deleteNotifications(handle, List.copyOf(notifications));
  }
}
