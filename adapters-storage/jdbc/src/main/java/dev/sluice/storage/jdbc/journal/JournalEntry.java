package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import java.util.List;
import java.util.UUID;

/**
 * A change that must survive. Entries may be applied in any order and more than once: each contains
 * the resulting state, not the steps to it.
 */
public sealed interface JournalEntry {
  /** Jobs that were submitted together: all or none. */
  record Inserted(List<Job> jobs) implements JournalEntry {
    public Inserted {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * A change together with the response that its caller was given: both or neither.
   *
   * @param of the change that the response is about
   */
  record Answered(StoredResponse response, JournalEntry of) implements JournalEntry {}

  /** A job that has ended, and its notifications. */
  record Ended(Job job, List<Notification> notifications) implements JournalEntry {
    public Ended {
      notifications = List.copyOf(notifications);
    }
  }

  /** A batch that was submitted with its jobs, in the order of their slots. */
  record BatchInserted(Batch batch, List<Job> jobs, List<Notification> notifications)
      implements JournalEntry {
    public BatchInserted {
      jobs = List.copyOf(jobs);
      notifications = List.copyOf(notifications);
    }
  }

  /**
   * A changed batch, and jobs of it that were started, renamed or ended together, or that took the
   * slots of jobs that they retry.
   */
  record BatchChanged(Batch batch, List<Job> jobs, List<Notification> notifications)
      implements JournalEntry {
    public BatchChanged {
      jobs = List.copyOf(jobs);
      notifications = List.copyOf(notifications);
    }
  }

  /** Jobs, batches and notifications that were deleted after their time. */
  record Deleted(List<JobId> jobs, List<BatchId> batches, List<UUID> notifications)
      implements JournalEntry {
    public Deleted {
      jobs = List.copyOf(jobs);
      batches = List.copyOf(batches);
      notifications = List.copyOf(notifications);
    }
  }

  record KeyCreated(ApiKey key) implements JournalEntry {}

  /** A key that was revoked. */
  record KeyRevoked(ApiKey key) implements JournalEntry {}

  /** A change of a tenant's bucket settings, which are sealed here, too. */
  record BucketChanged(TenantBucketTable.Row row) implements JournalEntry {}

  /**
   * The quota of a tenant.
   *
   * @param generation 1 for the first, one more with each change: the greatest counts
   */
  record QuotaSet(TenantId tenant, TenantQuota quota, long generation) implements JournalEntry {}

  /**
   * The webhook secret of a tenant.
   *
   * @param generation 1 for the first, one more with each rotation: the greatest counts
   */
  record SecretMade(TenantId tenant, Secret secret, long generation) implements JournalEntry {}
}
