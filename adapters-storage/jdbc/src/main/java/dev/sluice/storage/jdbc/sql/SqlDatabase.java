package dev.sluice.storage.jdbc.sql;

import dev.sluice.core.port.store.SecretBox;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Arguments;
import org.jdbi.v3.core.argument.NullArgument;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** Runs SQL, and turns failures into sentences. Thread-safe. */
public final class SqlDatabase {
  private final Jdbi jdbi;
  private final DatabaseFailures failures;

  /**
   * @param secrets seals what statements write
   */
  public SqlDatabase(DataSource source, DatabaseFailures failures, Optional<SecretBox> secrets) {
    this.jdbi = connected(source);
    this.jdbi.getConfig(SecretsConfig.class).set(secrets);
    this.failures = failures;
  }

  private static Jdbi connected(DataSource source) {
    Jdbi jdbi = Jdbi.create(source);
    // By default a null is bound as VARCHAR, which PostgreSQL does not accept for a UUID.
    jdbi.getConfig(Arguments.class).setUntypedNullArgument(new NullArgument(Types.NULL));
    // By default a failure's message contains the bound values, which would end in logs: hashes,
    // URLs with queries.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }

  /** Returns what seals, if there is anything. */
  public Optional<SecretBox> secrets() {
    return SecretsConfig.of(jdbi);
  }

  /** Runs statements that change nothing, without a transaction. */
  public <T> T query(HandleCallback<T, SQLException> work) {
    return calmly(() -> jdbi.withHandle(work));
  }

  /** Runs one statement that changes something. */
  public <T> T update(HandleCallback<T, SQLException> work) {
    return query(work);
  }

  /** Runs a transaction. */
  public <T> T transaction(HandleCallback<T, SQLException> work) {
    return calmly(() -> jdbi.inTransaction(work));
  }

  /**
   * Runs a transaction that may violate a uniqueness constraint.
   *
   * @return false, and nothing is changed, if it does
   */
  public boolean unlessTaken(HandleConsumer<SQLException> work) {
    return calmly(
        () -> {
          try {
            jdbi.useTransaction(work);
            return true;
          } catch (RuntimeException e) {
            if (sqlState(e).filter("23505"::equals).isPresent()) {
              return false;
            }
            throw e;
          }
        });
  }

  /**
   * Runs a part of a transaction. If it violates a uniqueness constraint, it is rolled back to a
   * savepoint, and the rest of the transaction goes on.
   */
  public static void unlessTakenWithin(Handle handle, Runnable work) {
    String before = "unless_taken";
    handle.savepoint(before);
    try {
      work.run();
      handle.releaseSavepoint(before);
    } catch (RuntimeException e) {
      if (sqlState(e).filter("23505"::equals).isEmpty()) {
        throw e;
      }
      handle.rollbackToSavepoint(before);
    }
  }

  /**
   * Postpones an interrupt until the statement has ended: H2 closes its file, for everybody, when a
   * thread is interrupted while it reads the file. The caller handles the interrupt.
   */
  private <T> T calmly(Statements<T> work) {
    boolean interrupted = Thread.interrupted();
    try {
      return work.run();
    } catch (SQLException | RuntimeException e) {
      throw failures.explained(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public static Optional<String> sqlState(Throwable failure) {
    return DatabaseFailures.sqlCause(failure).map(SQLException::getSQLState);
  }

  private interface Statements<T> {
    T run() throws SQLException;
  }
}
