package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.id;
import static dev.sluice.storage.jdbc.sql.Columns.moment;
import static dev.sluice.storage.jdbc.sql.Columns.optionalMoment;
import static dev.sluice.storage.jdbc.sql.Columns.optionalText;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.SealedUrl;
import dev.sluice.storage.jdbc.sql.SecretsConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The tables {@code batches} and {@code batch_slots}, within a transaction. */
public final class BatchTable {
  private static final String INSERT =
      """
      INSERT INTO batches (id, tenant, show_url, folder, webhook, created_at, started_at)
      VALUES (:id, :tenant, :show_url, :folder, :webhook, :created_at, :started_at)
      """;

  private static final String ASSIGN_SLOT =
      """
      INSERT INTO batch_slots (job, batch, slot, replaced)
      VALUES (:job, :batch, :slot, FALSE)
      """;

  private static final String SLOTS =
      """
      SELECT jobs.id, jobs.status FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND held.replaced = FALSE
      ORDER BY held.batch, held.replaced, held.slot
      """;

  private static final String JOBS =
      """
      SELECT jobs.* FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND held.replaced = FALSE
      ORDER BY held.batch, held.replaced, held.slot
      """;

  // Compares the end, which has no index: for the status, H2 would scan the index of all waiting
  // jobs.
  private static final String OPEN =
      """
      SELECT 1 FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND held.replaced = FALSE
        AND jobs.finished_at IS NULL
      FETCH FIRST 1 ROWS ONLY
      """;

  private static final String DELETE_NOTIFICATIONS =
      """
      DELETE FROM notifications WHERE subject = :batch OR subject IN (
        SELECT job FROM batch_slots WHERE batch = :batch
          AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = batch_slots.job))
      """;

  static final String DELETE_SLOTS =
      """
      DELETE FROM batch_slots WHERE batch = :batch
        AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = batch_slots.job)
      """;

  static final String DELETE_BATCH =
      """
      DELETE FROM batches WHERE id = :batch
        AND NOT EXISTS (SELECT 1 FROM batch_slots WHERE batch = :batch)
      """;

  private BatchTable() {}

  public static void insert(Handle handle, Batch batch) {
    handle
        .createUpdate(INSERT)
        .bind("id", batch.id().value())
        .bind("tenant", batch.tenant().id())
        .bind("show_url", sealed(handle, batch, batch.show()))
        .bind("folder", batch.folder().map(Folder::value).orElse(null))
        .bind("webhook", sealed(handle, batch, batch.webhook().map(WebhookTarget::url)))
        .bind("created_at", moment(batch.createdAt()))
        .bind("started_at", moment(batch.startedAt()))
        .execute();
  }

  private static @Nullable String sealed(Handle handle, Batch batch, Optional<SourceUrl> url) {
    return url.map(it -> SealedUrl.of(it, batch.id().value(), SecretsConfig.of(handle)).toString())
        .orElse(null);
  }

  public static void insert(Handle handle, Batch batch, List<Job> jobs) {
    insert(handle, batch);
    assignSlots(handle, batch.id(), jobs.stream().map(Job::id).toList());
  }

  /** Deletes the rest of a batch whose jobs were deleted. Slots of jobs that still exist stay. */
  static void withdraw(Handle handle, BatchId id) {
    for (String sql : List.of(DELETE_NOTIFICATIONS, DELETE_SLOTS, DELETE_BATCH)) {
      handle.createUpdate(sql).bind("batch", id.value()).execute();
    }
  }

  static Batch read(ResultSet row, StatementContext context) throws SQLException {
    BatchId id = new BatchId(id(row, "id"));
    Function<String, SourceUrl> open =
        text -> SealedUrl.parse(text).open(id.value(), SecretsConfig.of(context));
    return new Batch(
        id,
        new TenantId(row.getString("tenant")),
        optionalText(row, "show_url").map(open),
        optionalText(row, "folder").map(Folder::new),
        optionalText(row, "webhook").map(open).map(WebhookTarget::new),
        moment(row, "created_at"),
        optionalMoment(row, "started_at"));
  }

  public static Optional<Batch> find(Handle handle, BatchId id) {
    return handle
        .createQuery("SELECT * FROM batches WHERE id = :id")
        .bind("id", id.value())
        .map((row, context) -> read(row, context))
        .findOne();
  }

  /** Locks the batch until the transaction ends. Does nothing if there is no such batch. */
  public static void lock(Handle handle, BatchId id) {
    handle
        .createQuery("SELECT started_at FROM batches WHERE id = :id FOR UPDATE")
        .bind("id", id.value())
        .map((row, context) -> optionalMoment(row, "started_at"))
        .findOne();
  }

  /** Starts the batch. Returns false if it was started already. */
  public static boolean start(Handle handle, BatchId id, Instant now) {
    return handle
            .createUpdate(
                "UPDATE batches SET started_at = :now WHERE id = :id AND started_at IS NULL")
            .bind("id", id.value())
            .bind("now", moment(now))
            .execute()
        == 1;
  }

  public static void assignSlots(Handle handle, BatchId batch, List<JobId> jobs) {
    PreparedBatch rows = handle.prepareBatch(ASSIGN_SLOT);
    for (int slot = 0; slot < jobs.size(); slot++) {
      rows.bind("job", jobs.get(slot).value())
          .bind("batch", batch.value())
          .bind("slot", slot)
          .add();
    }
    rows.execute();
  }

  /** Gives the slot of one job to another. Returns false if the job has no slot. */
  public static boolean replace(Handle handle, BatchId batch, JobId old, JobId next) {
    Optional<Integer> slot =
        handle
            .createQuery(
                """
                SELECT slot FROM batch_slots
                WHERE job = :job AND batch = :batch AND replaced = FALSE
                """)
            .bind("job", old.value())
            .bind("batch", batch.value())
            .mapTo(Integer.class)
            .findOne();
    if (slot.isEmpty()) {
      return false;
    }
    handle
        .createUpdate("UPDATE batch_slots SET replaced = TRUE WHERE job = :job")
        .bind("job", old.value())
        .execute();
    handle
        .createUpdate(ASSIGN_SLOT)
        .bind("job", next.value())
        .bind("batch", batch.value())
        .bind("slot", slot.get())
        .execute();
    return true;
  }

  static List<Batch.Slot> slots(Handle handle, BatchId batch) {
    return handle
        .createQuery(SLOTS)
        .bind("batch", batch.value())
        .map(
            (row, context) ->
                new Batch.Slot(new JobId(id(row, "id")), JobRow.status(row.getString("status"))))
        .list();
  }

  static List<Job> jobs(Handle handle, BatchId batch) {
    return handle
        .createQuery(JOBS)
        .bind("batch", batch.value())
        .map((row, context) -> JobRow.read(row, context))
        .list();
  }

  /**
   * Inserts the notifications of jobs, and those of the batch if the batch is over. The batch is
   * locked.
   *
   * @return the inserted notifications
   */
  static List<Notification> insertNotifications(
      Handle handle, Optional<BatchId> batch, List<Notification> notifications) {
    boolean aboutBatch = notifications.stream().anyMatch(one -> one.about() instanceof BatchId);
    boolean over = aboutBatch && batch.isPresent() && isOver(handle, batch.get());
    List<Notification> due =
        notifications.stream()
            .filter(one -> one.about() instanceof JobId || (over && isAbout(one, batch)))
            .toList();
    SqlOutbox.insertAll(handle, due);
    return due;
  }

  private static boolean isAbout(Notification notification, Optional<BatchId> batch) {
    return batch.isPresent() && notification.about().equals(batch.get());
  }

  private static boolean isOver(Handle handle, BatchId batch) {
    return find(handle, batch).isPresent()
        && handle
            .createQuery(OPEN)
            .bind("batch", batch.value())
            .mapTo(Integer.class)
            .findOne()
            .isEmpty();
  }
}
