package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.document.ObjectReader;
import dev.sluice.storage.jdbc.document.ObjectWriter;
import dev.sluice.storage.jdbc.document.SealedUrl;
import dev.sluice.storage.jdbc.jobs.IdempotencyKeyTable;
import dev.sluice.storage.jdbc.jobs.NotificationColumns;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Converts journal entries to and from JSON objects, each with the member {@code type}. Jobs in
 * them are exactly the texts of {@link JobDocument}: a replayed job equals the one that was
 * inserted.
 */
final class JournalEntryDocument {
  private JournalEntryDocument() {}

  static byte[] toBytes(JournalEntry entry, Optional<SecretBox> secrets) {
    return ObjectWriter.toText(Integer.MAX_VALUE, out -> write(out, entry, secrets))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #toBytes} returned.
   *
   * @throws IOException if the bytes are not an entry that this version knows
   */
  static JournalEntry read(byte[] bytes, Optional<SecretBox> secrets) throws IOException {
    try {
      return read(ObjectReader.of(new String(bytes, StandardCharsets.UTF_8)), secrets);
    } catch (IllegalArgumentException e) {
      throw new IOException("an entry that this version does not know", e);
    }
  }

  private static void write(ObjectWriter out, JournalEntry entry, Optional<SecretBox> secrets)
      throws IOException {
    if (entry instanceof JournalEntry.Inserted inserted) {
      out.text("type", "jobs_inserted").documents("jobs", documents(inserted.jobs(), secrets));
    } else if (entry instanceof JournalEntry.Ended ended) {
      out.text("type", "job_ended")
          .documents("jobs", documents(List.of(ended.job()), secrets))
          .objects("notifications", notifications(ended.notifications(), secrets));
    } else if (entry instanceof JournalEntry.BatchInserted inserted) {
      out.text("type", "batch_inserted")
          .object("batch", batch -> write(batch, inserted.batch(), secrets))
          .documents("jobs", documents(inserted.jobs(), secrets))
          .objects("notifications", notifications(inserted.notifications(), secrets));
    } else if (entry instanceof JournalEntry.BatchChanged changed) {
      out.text("type", "batch_changed")
          .object("batch", batch -> write(batch, changed.batch(), secrets))
          .documents("jobs", documents(changed.jobs(), secrets))
          .objects("notifications", notifications(changed.notifications(), secrets));
    } else if (entry instanceof JournalEntry.Deleted deleted) {
      out.text("type", "deleted")
          .texts("jobs", deleted.jobs().stream().map(JobId::toString).toList())
          .texts("batches", deleted.batches().stream().map(BatchId::toString).toList())
          .texts("notifications", deleted.notifications().stream().map(UUID::toString).toList());
    } else if (entry instanceof JournalEntry.KeyCreated created) {
      out.text("type", "key_created").object("key", key -> write(key, created.key()));
    } else if (entry instanceof JournalEntry.KeyRevoked revoked) {
      out.text("type", "key_revoked").object("key", key -> write(key, revoked.key()));
    } else if (entry instanceof JournalEntry.SecretMade made) {
      out.text("type", "secret_made")
          .text("tenant", made.tenant().id())
          .text("secret", made.secret().reveal())
          .number("generation", made.generation());
    } else if (entry instanceof JournalEntry.BucketChanged bucketChanged) {
      out.text("type", "bucket_changed").object("bucket", row -> write(row, bucketChanged.row()));
    } else if (entry instanceof JournalEntry.QuotaSet quotaSet) {
      out.text("type", "quota_set")
          .text("tenant", quotaSet.tenant().id())
          .number("generation", quotaSet.generation())
          .object("quota", quota -> write(quota, quotaSet.quota()));
    } else if (entry instanceof JournalEntry.Answered answered) {
      out.text("type", "request_answered")
          .object("response", response -> write(response, answered.response(), secrets))
          .object("of", of -> write(of, answered.of(), secrets));
    }
  }

  private static JournalEntry read(ObjectReader in, Optional<SecretBox> secrets) {
    String type = in.text("type");
    return switch (type) {
      case "jobs_inserted" -> new JournalEntry.Inserted(jobs(in, secrets));
      case "job_ended" ->
          new JournalEntry.Ended(jobs(in, secrets).get(0), notifications(in, secrets));
      case "batch_inserted" ->
          new JournalEntry.BatchInserted(
              batch(in.object("batch"), secrets), jobs(in, secrets), notifications(in, secrets));
      case "batch_changed" ->
          new JournalEntry.BatchChanged(
              batch(in.object("batch"), secrets), jobs(in, secrets), notifications(in, secrets));
      case "deleted" ->
          new JournalEntry.Deleted(
              ids(in, "jobs").map(JobId::new).toList(),
              ids(in, "batches").map(BatchId::new).toList(),
              ids(in, "notifications").toList());
      case "key_created" -> new JournalEntry.KeyCreated(key(in.object("key")));
      case "key_revoked" -> new JournalEntry.KeyRevoked(key(in.object("key")));
      case "secret_made" ->
          new JournalEntry.SecretMade(
              new TenantId(in.text("tenant")),
              Secret.of(in.text("secret")),
              in.number("generation"));
      case "bucket_changed" -> new JournalEntry.BucketChanged(bucket(in.object("bucket")));
      case "quota_set" ->
          new JournalEntry.QuotaSet(
              new TenantId(in.text("tenant")), quota(in.object("quota")), in.number("generation"));
      case "request_answered" ->
          new JournalEntry.Answered(
              response(in.object("response")), read(in.object("of"), secrets));
      default -> throw new IllegalArgumentException("an entry of the unknown type " + type);
    };
  }

  private static Stream<UUID> ids(ObjectReader in, String name) {
    return in.texts(name).stream().map(UUID::fromString);
  }

  private static List<String> documents(List<Job> jobs, Optional<SecretBox> secrets) {
    return jobs.stream().map(job -> JobDocument.toText(job, secrets)).toList();
  }

  private static List<Job> jobs(ObjectReader in, Optional<SecretBox> secrets) {
    return in.objects("jobs").stream().map(job -> JobDocument.read(job, secrets)).toList();
  }

  private static void write(ObjectWriter out, Batch batch, Optional<SecretBox> secrets)
      throws IOException {
    Function<SourceUrl, SealedUrl> seal = url -> SealedUrl.of(url, batch.id().value(), secrets);
    out.id("id", batch.id().value())
        .text("tenant", batch.tenant().id())
        .url("show", batch.show().map(seal))
        .text("folder", batch.folder().map(Folder::value))
        .url("webhook", batch.webhook().map(WebhookTarget::url).map(seal))
        .instant("created_at", batch.createdAt())
        .instant("started_at", batch.startedAt());
  }

  private static Batch batch(ObjectReader in, Optional<SecretBox> secrets) {
    BatchId id = new BatchId(in.id("id"));
    Function<SealedUrl, SourceUrl> open = url -> url.open(id.value(), secrets);
    return new Batch(
        id,
        new TenantId(in.text("tenant")),
        in.optionalUrl("show").map(open),
        in.optionalText("folder").map(Folder::new),
        in.optionalUrl("webhook").map(open).map(WebhookTarget::new),
        in.instant("created_at"),
        in.optionalInstant("started_at"));
  }

  private static List<ObjectWriter.Members> notifications(
      List<Notification> notifications, Optional<SecretBox> secrets) {
    return notifications.stream()
        .<ObjectWriter.Members>map(notification -> out -> write(out, notification, secrets))
        .toList();
  }

  private static List<Notification> notifications(ObjectReader in, Optional<SecretBox> secrets) {
    return in.objects("notifications").stream()
        .map(notification -> notification(notification, secrets))
        .toList();
  }

  private static void write(
      ObjectWriter out, Notification notification, Optional<SecretBox> secrets) throws IOException {
    out.id("id", notification.id())
        .id("subject", notification.about().value())
        .constant("kind", notification.kind())
        .url(
            "target",
            SealedUrl.of(notification.target().url(), notification.about().value(), secrets))
        .constant("state", notification.state())
        .number("attempts", notification.attempts())
        .instant("created_at", notification.createdAt())
        .instant("due_at", notification.dueAt())
        .text("last_error", notification.lastError())
        .number("last_response_millis", notification.lastResponseMillis());
  }

  private static Notification notification(ObjectReader in, Optional<SecretBox> secrets) {
    Notification.Kind kind = in.constant("kind", Notification.Kind.class);
    UUID subject = in.id("subject");
    return new Notification(
        in.id("id"),
        NotificationColumns.subject(kind, subject),
        kind,
        new WebhookTarget(in.url("target").open(subject, secrets)),
        in.constant("state", Notification.State.class),
        in.integer("attempts", 0),
        in.instant("created_at"),
        in.instant("due_at"),
        in.optionalText("last_error"),
        in.optionalLong("last_response_millis"));
  }

  private static void write(ObjectWriter out, ApiKey key) throws IOException {
    out.text("tenant", key.tenant().id())
        .text("name", key.name())
        .text("hash", key.hash())
        .text("hint", key.hint())
        .instant("created_at", key.createdAt())
        .instant("revoked_at", key.revokedAt());
  }

  private static ApiKey key(ObjectReader in) {
    return new ApiKey(
        new TenantId(in.text("tenant")),
        in.text("name"),
        in.text("hash"),
        in.text("hint"),
        in.instant("created_at"),
        in.optionalInstant("revoked_at"));
  }

  private static void write(ObjectWriter out, TenantBucketTable.Row row) throws IOException {
    out.id("id", row.id().value())
        .text("tenant", row.tenant().id())
        .number("version", row.version())
        .text("bucket_address", row.space())
        .text("sealed", row.sealed())
        .instant("set_at", row.setAt());
  }

  private static TenantBucketTable.Row bucket(ObjectReader in) {
    return new TenantBucketTable.Row(
        new BucketId(in.id("id")),
        new TenantId(in.text("tenant")),
        in.number("version"),
        in.text("bucket_address"),
        in.optionalText("sealed"),
        in.instant("set_at"));
  }

  private static void write(ObjectWriter out, TenantQuota quota) throws IOException {
    out.number("storage_bytes", quota.storageBytes())
        .number("file_bytes", quota.fileBytes())
        .duration("duration", quota.duration())
        .number("shorter_side", quota.shorterSide());
  }

  private static TenantQuota quota(ObjectReader in) {
    return TenantQuota.UNLIMITED
        .withStorage(in.optionalLong("storage_bytes"))
        .withFile(in.optionalLong("file_bytes"))
        .withDuration(in.optionalDuration("duration"))
        .withShorterSide(in.optionalInteger("shorter_side"));
  }

  private static void write(ObjectWriter out, StoredResponse response, Optional<SecretBox> secrets)
      throws IOException {
    IdempotencyStore.Claim claim = response.claim();
    out.text("tenant", claim.tenant().id())
        .text("key_hash", claim.key().value())
        .text("fingerprint", claim.fingerprint())
        .id("claim", claim.id())
        .text("text", IdempotencyKeyTable.sealed(response, secrets))
        .instant("expires_at", response.until());
  }

  private static StoredResponse response(ObjectReader in) {
    IdempotencyStore.Claim claim =
        new IdempotencyStore.Claim(
            new TenantId(in.text("tenant")),
            in.optionalText("key_hash")
                .map(IdempotencyKey::new)
                // As it was stored before.
                .orElseGet(() -> new IdempotencyKey(in.text("key")).hashed()),
            in.text("fingerprint"),
            in.id("claim"));
    return new StoredResponse(claim, in.text("text"), in.instant("expires_at"));
  }
}
