package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.id;
import static dev.sluice.storage.jdbc.sql.Columns.moment;
import static dev.sluice.storage.jdbc.sql.Columns.optionalLong;
import static dev.sluice.storage.jdbc.sql.Columns.optionalText;
import static dev.sluice.storage.jdbc.sql.Columns.text;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox.Due;
import dev.sluice.core.port.store.Outbox.Receiver;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.SealedUrl;
import dev.sluice.storage.jdbc.sql.SecretsConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** Converts a notification to and from a row of {@code notifications}. */
public final class NotificationColumns {
  private static final int LONGEST_HOST = 255;

  private NotificationColumns() {}

  static <S extends SqlStatement<S>> S bindAll(S statement, Notification notification) {
    return bindOutcome(statement, notification)
        .bind("subject", notification.about().value())
        .bind("kind", notification.kind().name())
        .bind(
            "target",
            SealedUrl.of(
                    notification.target().url(),
                    notification.about().value(),
                    SecretsConfig.of(statement))
                .toString())
        .bind("host", host(notification))
        .bind("created_at", moment(notification.createdAt()));
  }

  /** Binds the id and the fields that a delivery attempt changes. */
  static <S extends SqlStatement<S>> S bindOutcome(S statement, Notification notification) {
    return statement
        .bind("id", notification.id())
        .bind("state", notification.state().name())
        .bind("attempts", notification.attempts())
        .bind("due_at", moment(notification.dueAt()))
        .bind("claimable_at", moment(claimableAt(notification)))
        .bind("last_error", text(notification.lastError()))
        .bind("last_response_millis", notification.lastResponseMillis().orElse(null));
  }

  private static String host(Notification notification) {
    String host = Receiver.of(TenantId.LOCAL, notification.target()).host();
    return host.length() <= LONGEST_HOST ? host : host.substring(0, LONGEST_HOST);
  }

  private static Optional<Instant> claimableAt(Notification notification) {
    return Optional.of(notification.dueAt())
        .filter(due -> notification.state() == Notification.State.PENDING);
  }

  /** Returns the subject with this id: a batch or a job, as the kind says. */
  public static NotificationSubject subject(Notification.Kind kind, UUID id) {
    return kind == Notification.Kind.BATCH_COMPLETED ? new BatchId(id) : new JobId(id);
  }

  static Due readDue(ResultSet row, StatementContext context) throws SQLException {
    Receiver receiver = new Receiver(new TenantId(row.getString("tenant")), row.getString("host"));
    return new Due(read(row, context), receiver);
  }

  static Notification read(ResultSet row, StatementContext context) throws SQLException {
    OptionalLong millis = optionalLong(row, "last_response_millis");
    Notification.Kind kind = Notification.Kind.valueOf(row.getString("kind"));
    UUID subject = id(row, "subject");
    return new Notification(
        id(row, "id"),
        subject(kind, subject),
        kind,
        new WebhookTarget(
            SealedUrl.parse(row.getString("target")).open(subject, SecretsConfig.of(context))),
        Notification.State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        moment(row, "created_at"),
        moment(row, "due_at"),
        optionalText(row, "last_error"),
        millis.isPresent() ? Optional.of(millis.getAsLong()) : Optional.empty());
  }
}
