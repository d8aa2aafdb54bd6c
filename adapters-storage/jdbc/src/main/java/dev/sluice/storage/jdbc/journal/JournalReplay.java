package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.storage.jdbc.jobs.BatchTable;
import dev.sluice.storage.jdbc.jobs.IdempotencyKeyTable;
import dev.sluice.storage.jdbc.jobs.JobCounts;
import dev.sluice.storage.jdbc.jobs.JobTable;
import dev.sluice.storage.jdbc.jobs.NameReservations;
import dev.sluice.storage.jdbc.jobs.SqlOutbox;
import dev.sluice.storage.jdbc.keys.SqlApiKeyStore;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import dev.sluice.storage.jdbc.keys.TenantQuotaTable;
import dev.sluice.storage.jdbc.keys.WebhookSecretTable;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Restores what the journal contains and the database has lost. Rows that are there, or newer,
 * stay: applying entries twice, or long after, changes nothing. Other processes may be at work
 * meanwhile, so rows are locked in the same order as everywhere.
 */
public final class JournalReplay {
  private final Handle handle;
  private final JobCounts counts = new JobCounts();
  private final DeletedRows deleted;
  private int restored;

  private JournalReplay(Handle handle, DeletedRows deleted) {
    this.handle = handle;
    this.deleted = deleted;
  }

  /**
   * Restores what is missing, in one transaction.
   *
   * @return how many jobs, responses, keys and secrets the database had lost
   */
  public static int into(SqlDatabase database, List<JournalEntry> entries) {
    if (entries.isEmpty()) {
      return 0;
    }
    List<JournalEntry> parts = entries.stream().flatMap(JournalReplay::parts).toList();
    return database.transaction(
        handle -> {
          DeletedRows deleted = DeletedRows.in(parts);
          JournalReplay replay = new JournalReplay(handle, deleted);
          batches(parts).forEach(id -> BatchTable.lock(handle, id));
          replay.jobs(parts);
          new BatchReplay(handle, deleted).batches(parts);
          replay.restored += deleted.deleteAgain(handle, replay.counts);
          replay.keys(parts);
          replay.counts.write(handle);
          return replay.restored;
        });
  }

  // Both parts of such an entry are there or neither, so each may be looked at alone.
  private static Stream<JournalEntry> parts(JournalEntry entry) {
    return entry instanceof JournalEntry.Answered answered
        ? Stream.of(entry, answered.of())
        : Stream.of(entry);
  }

  private static SortedSet<BatchId> batches(List<JournalEntry> entries) {
    SortedSet<BatchId> all = new TreeSet<>(Comparator.comparing(BatchId::toString));
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.BatchInserted inserted) {
        all.add(inserted.batch().id());
      } else if (entry instanceof JournalEntry.BatchChanged changed) {
        all.add(changed.batch().id());
      } else if (entry instanceof JournalEntry.Deleted deleted) {
        all.addAll(deleted.batches());
      } else {
        jobs(entry).forEach(job -> job.batch().ifPresent(all::add));
      }
    }
    return all;
  }

  private static List<Job> jobs(JournalEntry entry) {
    if (entry instanceof JournalEntry.Inserted inserted) {
      return inserted.jobs();
    }
    if (entry instanceof JournalEntry.Ended ended) {
      return List.of(ended.job());
    }
    if (entry instanceof JournalEntry.BatchInserted inserted) {
      return inserted.jobs();
    }
    return entry instanceof JournalEntry.BatchChanged changed ? changed.jobs() : List.of();
  }

  private void jobs(List<JournalEntry> entries) {
    Map<JobId, List<JournalEntry.Ended>> each = new TreeMap<>();
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.Inserted inserted) {
        inserted.jobs().forEach(job -> add(each, new JournalEntry.Ended(job, List.of())));
      } else if (entry instanceof JournalEntry.Ended ended) {
        add(each, ended);
      } else if (entry instanceof JournalEntry.BatchInserted inserted) {
        add(each, inserted.jobs(), inserted.notifications());
      } else if (entry instanceof JournalEntry.BatchChanged changed) {
        add(each, changed.jobs(), changed.notifications());
      }
    }
    each.keySet().removeAll(deleted.jobs());
    each.values().forEach(this::job);
  }

  private static void add(
      Map<JobId, List<JournalEntry.Ended>> each, List<Job> jobs, List<Notification> notifications) {
    for (Job job : jobs) {
      // The batch's notifications go with each of its jobs: they were one transaction.
      List<Notification> withIt =
          notifications.stream()
              .filter(one -> one.about() instanceof BatchId || one.about().equals(job.id()))
              .toList();
      add(each, new JournalEntry.Ended(job, withIt));
    }
  }

  private static void add(Map<JobId, List<JournalEntry.Ended>> each, JournalEntry.Ended one) {
    each.computeIfAbsent(one.job().id(), id -> new ArrayList<>()).add(one);
  }

  // In the order of versions: a later version does not repeat the notifications of an earlier one.
  private void job(List<JournalEntry.Ended> versions) {
    versions.stream()
        .sorted(Comparator.comparingLong(version -> version.job().version()))
        .forEach(this::job);
  }

  private void job(JournalEntry.Ended next) {
    Job job = next.job();
    Optional<Long> version =
        handle
            .createQuery("SELECT version FROM jobs WHERE id = :id")
            .bind("id", job.id().value())
            .mapTo(Long.class)
            .findOne();
    if (version.isEmpty()) {
      JobTable.insertAll(handle, List.of(job), counts);
      counts.restored(job);
    } else if (version.get() < job.version()) {
      if (!JobTable.overwrite(handle, job, version.get(), counts)) {
        // Another process has moved it meanwhile, and inserts the notifications of its own move.
        return;
      }
      if (job.status().isFinal()) {
        NameReservations.release(handle, job.id());
      }
    } else {
      // The move may be there without its notifications.
      restored += notifications(next.notifications());
      return;
    }
    notifications(next.notifications());
    restored++;
  }

  private int notifications(List<Notification> notifications) {
    List<Notification> lost =
        notifications.stream()
            .filter(each -> !deleted.has(each))
            .filter(each -> isAbsent("SELECT 1 FROM notifications WHERE id = :key", each.id()))
            .toList();
    SqlOutbox.insertAll(handle, lost);
    return lost.size();
  }

  private void keys(List<JournalEntry> entries) {
    Map<String, ApiKey> created = new LinkedHashMap<>();
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.KeyCreated made) {
        created.putIfAbsent(made.key().hash(), made.key());
      } else if (entry instanceof JournalEntry.KeyRevoked revoked) {
        created.put(revoked.key().hash(), revoked.key());
        restored +=
            SqlApiKeyStore.revoke(
                handle, revoked.key().hash(), revoked.key().revokedAt().orElseThrow());
      } else if (entry instanceof JournalEntry.Answered answered) {
        restored += IdempotencyKeyTable.restore(handle, answered.response());
      } else if (entry instanceof JournalEntry.BucketChanged bucketChanged) {
        restored += TenantBucketTable.restore(handle, bucketChanged.row());
      } else if (entry instanceof JournalEntry.QuotaSet quotaSet) {
        restored +=
            TenantQuotaTable.restore(
                handle,
                quotaSet.tenant(),
                new TenantQuotaTable.Row(quotaSet.quota(), quotaSet.generation()));
      } else if (entry instanceof JournalEntry.SecretMade made) {
        restored +=
            WebhookSecretTable.restore(handle, made.tenant(), made.secret(), made.generation());
      }
    }
    // Revocations first: they free names that later keys use.
    for (ApiKey key : created.values()) {
      boolean nameFree =
          key.revokedAt().isPresent()
              || isAbsent("SELECT 1 FROM api_keys WHERE name_in_use = :key", key.name());
      if (nameFree && isAbsent("SELECT 1 FROM api_keys WHERE hash = :key", key.hash())) {
        SqlApiKeyStore.insert(handle, key);
        restored++;
      }
    }
  }

  private boolean isAbsent(String sql, Object key) {
    return handle.createQuery(sql).bind("key", key).mapTo(Integer.class).findOne().isEmpty();
  }
}
