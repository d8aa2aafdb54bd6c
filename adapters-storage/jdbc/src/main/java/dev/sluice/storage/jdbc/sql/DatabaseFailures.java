package dev.sluice.storage.jdbc.sql;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;

/**
 * Turns what a driver throws into a sentence to act on. The driver's own words stay in the cause,
 * for the log: they may quote parameters.
 */
public final class DatabaseFailures {
  private final String place;
  private final boolean embedded;

  private DatabaseFailures(String place, boolean embedded) {
    this.place = place;
    this.embedded = embedded;
  }

  /**
   * @param folder where the database's files are
   */
  public static DatabaseFailures inFolder(java.nio.file.Path folder) {
    return new DatabaseFailures("in " + folder, true);
  }

  /**
   * @param address the URL of a database server, without credentials
   */
  public static DatabaseFailures at(String address) {
    return new DatabaseFailures("at " + address, false);
  }

  /** Anything that no database has thrown is thrown on as it is. */
  public SluiceException explained(Exception failure) {
    if (failure instanceof SluiceException explained) {
      return explained;
    }
    Optional<SQLException> sql = sqlCause(failure);
    if (sql.isPresent()) {
      return explained(failure, Objects.requireNonNullElse(sql.get().getSQLState(), ""));
    }
    if (failure instanceof FlywayException) {
      return failed(
          FailureCode.STORE_REFUSED,
          "holds a schema that Sluice did not make, or that was changed by hand: choose another"
              + " database, or restore this one from a backup",
          failure);
    }
    if (failure instanceof RuntimeException unrelated) {
      throw unrelated;
    }
    throw new IllegalStateException(failure);
  }

  private SluiceException explained(Exception failure, String state) {
    if (isDiskFull(failure, state)) {
      return failed(
          FailureCode.STORE_FULL, "has no space left on its disk: make room there", failure);
    }
    return switch (state) {
      case "28000", "28P01" ->
          embedded
              ? failed(
                  FailureCode.STORE_REFUSED,
                  "was made by another program: choose another data folder",
                  failure)
              : failed(
                  FailureCode.STORE_REFUSED,
                  "refuses the user or the password: check database-user and database-password",
                  failure);
      case "3D000" ->
          failed(
              FailureCode.STORE_MISSING,
              "does not exist on its server: create it, or correct database-url",
              failure);
      case "42501", "25006", "90096", "90097" ->
          failed(
              FailureCode.STORE_REFUSED,
              "does not let us write or create tables: grant the right, or choose another",
              failure);
      case "90020" ->
          failed(
              FailureCode.STORE_UNAVAILABLE,
              "is held by a process that lets nobody else in: end that process and try again",
              failure);
      case "90030" ->
          failed(
              FailureCode.STORE_REFUSED,
              "is damaged: restore the folder from a backup, or move it away to begin anew",
              failure);
      case "90048" ->
          failed(
              FailureCode.STORE_REFUSED,
              "was written by another version of H2: start the Sluice that wrote it",
              failure);
      case "53300" ->
          failed(
              FailureCode.STORE_UNAVAILABLE,
              "has no connection left for us: raise its limit or lower the pool size",
              failure);
      default ->
          isOurFault(state)
              ? failed(
                  FailureCode.INTERNAL,
                  "refused a statement of ours (SQL state %s): please report it".formatted(state),
                  failure)
              : failed(FailureCode.STORE_UNAVAILABLE, unavailable(state), failure);
    };
  }

  /** Data exceptions, broken constraints, wrong syntax: trying again does not help. */
  private static boolean isOurFault(String state) {
    return state.length() == 5
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
  }

  private String unavailable(String state) {
    String known = state.isEmpty() ? "" : " (SQL state " + state + ")";
    return embedded
        ? "cannot be read or written%s: the log has the reason".formatted(known)
        : "does not answer%s: is its server running, and is database-url right?".formatted(known);
  }

  private SluiceException failed(FailureCode code, String finding, Exception failure) {
    return new SluiceException(code, "The database %s %s".formatted(place, finding), failure);
  }

  /** The schema is of a later version than this program knows. */
  SluiceException tooNew(String found, String known) {
    return new SluiceException(
        FailureCode.STORE_REFUSED,
        "The database %s has schema %s, and this Sluice knows none later than %s: start the newer Sluice that made it"
            .formatted(place, found, known));
  }

  private static boolean isDiskFull(Exception failure, String state) {
    if (state.equals("53100")) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.io.IOException
          && String.valueOf(cause.getMessage()).contains("No space left")) {
        return true;
      }
    }
    return false;
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
