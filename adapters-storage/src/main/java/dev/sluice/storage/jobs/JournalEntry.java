package dev.sluice.storage.jobs;

import dev.sluice.core.job.Allowance;
import dev.sluice.core.job.ApiKey;
import dev.sluice.core.job.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.KeptAnswer;
import dev.sluice.core.job.Notification;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import java.util.List;

/**
 * Something that was promised to survive. Entries may be applied in any order and more than once:
 * each says how things stand, not what to do.
 */
sealed interface JournalEntry {
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
  record Answered(KeptAnswer answer, JournalEntry of) implements JournalEntry {}

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
  record StorageChanged(OwnerStorageTable.Row row) implements JournalEntry {}

  /**
   * What an owner may.
   *
   * @param generation 1 for the first, one more with each change: the greatest counts
   */
  record Allowed(Owner owner, Allowance allowance, long generation) implements JournalEntry {}

  /**
   * What an owner's webhooks are signed with.
   *
   * @param generation 1 for the first, one more with each rotation: the greatest counts
   */
  record SecretMade(Owner owner, Secret secret, long generation) implements JournalEntry {}
}
