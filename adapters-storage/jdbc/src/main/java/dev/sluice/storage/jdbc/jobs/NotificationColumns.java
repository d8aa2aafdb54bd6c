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
import dev.sluice.core.request.WebhookTarget;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** A notification as a row of {@code notifications}, both ways. */
public final class NotificationColumns {
  private NotificationColumns() {}

  static <S extends SqlStatement<S>> S bindAll(S statement, Notification told) {
    return bindOutcome(statement, told)
        .bind("subject", told.about().value())
        .bind("kind", told.kind().name())
        .bind("target", told.target().url().text())
        .bind("created_at", moment(told.createdAt()));
  }

  /** The id and the fields that a try changes. */
  static <S extends SqlStatement<S>> S bindOutcome(S statement, Notification told) {
    return statement
        .bind("id", told.id())
        .bind("state", told.state().name())
        .bind("attempts", told.attempts())
        .bind("due_at", moment(told.dueAt()))
        .bind("last_error", text(told.lastError()))
        .bind("last_response_millis", told.lastResponseMillis().orElse(null));
  }

  /** The column {@code job} holds the id of whatever the kind is about. */
  public static NotificationSubject subject(Notification.Kind kind, UUID id) {
    return kind == Notification.Kind.BATCH_COMPLETED ? new BatchId(id) : new JobId(id);
  }

  static Notification read(ResultSet row) throws SQLException {
    OptionalLong millis = optionalLong(row, "last_response_millis");
    Notification.Kind kind = Notification.Kind.valueOf(row.getString("kind"));
    return new Notification(
        id(row, "id"),
        subject(kind, id(row, "subject")),
        kind,
        WebhookTarget.parse(row.getString("target")),
        Notification.State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        moment(row, "created_at"),
        moment(row, "due_at"),
        optionalText(row, "last_error"),
        millis.isPresent() ? Optional.of(millis.getAsLong()) : Optional.empty());
  }
}
