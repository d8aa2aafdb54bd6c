package dev.sluice.storage.jobs;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.sql.SQLException;
import java.util.Optional;

/** Turns what a driver throws into a sentence to act on. */
final class DatabaseFailures {
  private final String place;

  /**
   * @param place how a sentence names the database: without credentials and parameters
   */
  DatabaseFailures(String place) {
    this.place = place;
  }

  SluiceException explained(Throwable failure) {
    if (failure instanceof SluiceException explained) {
      return explained;
    }
    Optional<SQLException> sql = sqlCause(failure);
    if (sql.isEmpty()) {
      if (failure instanceof RuntimeException ours) {
        throw ours;
      }
      throw new IllegalStateException(failure);
    }
    return explained(sql.get(), failure);
  }

  private SluiceException explained(SQLException sql, Throwable failure) {
    return new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        "The database %s does not answer (%s)".formatted(place, sql.getSQLState()),
        failure);
  }

  static Optional<SQLException> sqlCause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }
}
