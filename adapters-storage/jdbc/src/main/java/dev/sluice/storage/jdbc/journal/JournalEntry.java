package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.StoredResponse;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import java.util.List;

/**
 * Something that was promised to survive. Entries may be applied in any order and more than once:
 * each says how things stand, not what to do.
 */
public sealed interface JournalEntry {
  /** Jobs that were accepted together: all or none. */
  record Inserted(List<Job> jobs) implements JournalEntry {
    public Inserted {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * What was remembered together with what its caller was answered: all or none.
   *
   * @param of what the answer is about, an entry of its own kind
   */
  record Answered(StoredResponse answer, JournalEntry of) implements JournalEntry {}

  /** A job that reached its end, and what the world is to be told of it. */
  record Ended(Job job, List<Notification> notifications) implements JournalEntry {
    public Ended {
      notifications = List.copyOf(notifications);
    }
  }

  /** A batch that was accepted with its jobs, in the order of their places. */
  record BatchInserted(Batch batch, List<Job> jobs, List<Notification> notifications)
      implements JournalEntry {
    public BatchInserted {
      jobs = List.copyOf(jobs);
      notifications = List.copyOf(notifications);
    }
  }

  /**
   * A batch as it stands, and jobs of it that were started, renamed or ended together, or that took
   * the places of those they try again.
   */
  record BatchChanged(Batch batch, List<Job> jobs, List<Notification> notifications)
      implements JournalEntry {
    public BatchChanged {
      jobs = List.copyOf(jobs);
      notifications = List.copyOf(notifications);
    }
  }

  record KeyCreated(ApiKey key) implements JournalEntry {}

  /** A key as it stands since it was revoked. */
  record KeyRevoked(ApiKey key) implements JournalEntry {}

  /** A change of an owner's storage settings, which are sealed here too. */
  record StorageChanged(TenantBucketTable.Row row) implements JournalEntry {}

  /**
   * What an owner may.
   *
   * @param generation 1 for the first, one more with each change: the greatest counts
   */
  record Allowed(TenantId owner, TenantQuota allowance, long generation) implements JournalEntry {}

  /**
   * What an owner's webhooks are signed with.
   *
   * @param generation 1 for the first, one more with each rotation: the greatest counts
   */
  record SecretMade(TenantId owner, Secret secret, long generation) implements JournalEntry {}
}
