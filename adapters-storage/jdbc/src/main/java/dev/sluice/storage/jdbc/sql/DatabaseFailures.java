package dev.sluice.storage.jdbc.sql;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;

/**
 * Turns a driver's exception into a sentence to act on. The driver's own message stays in the
 * cause, for the log: it may quote parameters.
 */
public final class DatabaseFailures {
  private final String location;
  private final boolean embedded;
  private final Optional<Path> door;

  private DatabaseFailures(String location, Optional<Path> door) {
    this.location = location;
    this.embedded = door.isPresent();
    this.door = door;
  }

  /**
   * Returns the failures of an embedded database.
   *
   * @param folder the folder of the database's files
   * @param door the file whose third line is the id of the process that has opened the database
   */
  public static DatabaseFailures inFolder(Path folder, Path door) {
    return new DatabaseFailures("in " + folder, Optional.of(door));
  }

  /**
   * Returns the failures of a database on a server.
   *
   * @param address the URL of the server, without credentials
   */
  public static DatabaseFailures at(String address) {
    return new DatabaseFailures("at " + address, Optional.empty());
  }

  /**
   * Returns the failure as a {@link SluiceException}; throws it unchanged if no database threw it.
   */
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
      // A server that became a replica, or whose disk was protected: it may pass.
      case "25006", "90097" ->
          failed(
              FailureCode.STORE_UNAVAILABLE,
              "takes no writes at the moment: make it writable again, or choose another database",
              failure);
      case "42501", "90096" ->
          failed(
              FailureCode.STORE_REFUSED,
              "does not allow writes or new tables: grant the right, or choose another database",
              failure);
      case "90020" ->
          failed(
              FailureCode.STORE_UNAVAILABLE,
              "is locked by "
                  + holder()
                  + ", which does not answer on 127.0.0.1: it hangs, or runs in another container"
                  + " or on another machine. End it and try again, choose another data folder, or"
                  + " share the work through PostgreSQL",
              failure);
      case "90030" ->
          failed(
              FailureCode.STORE_REFUSED,
              "is damaged: restore the folder from a backup, or move it away to start with an empty"
                  + " one",
              failure);
      case "90048" ->
          failed(
              FailureCode.STORE_REFUSED,
              "was written by another version of H2: start the Sluice that wrote it",
              failure);
      case "53300" ->
          failed(
              FailureCode.STORE_UNAVAILABLE,
              "has no free connection: raise its limit or lower the pool size",
              failure);
      default ->
          isOurFault(state)
              ? failed(
                  FailureCode.INTERNAL,
                  "rejected a statement (SQL state %s): please report this".formatted(state),
                  failure)
              : failed(FailureCode.STORE_UNAVAILABLE, unavailable(state), failure);
    };
  }

  /** Returns who holds the lock, by the file that it writes when it opens the database. */
  private String holder() {
    try {
      List<String> lines = Files.readAllLines(door.orElseThrow());
      return lines.size() > 2 ? "process " + lines.get(2) : "another process";
    } catch (IOException | NoSuchElementException e) {
      return "another process";
    }
  }

  /**
   * Returns whether a statement is wrong (bad data, constraint, syntax), so that a retry cannot
   * help.
   */
  private static boolean isOurFault(String state) {
    return state.length() == 5
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
  }

  private String unavailable(String state) {
    String known = state.isEmpty() ? "" : " (SQL state " + state + ")";
    return embedded
        ? "cannot be read or written%s: see the log for the reason".formatted(known)
        : "does not answer%s: is its server running, and is database-url right?".formatted(known);
  }

  private SluiceException failed(FailureCode code, String finding, Exception failure) {
    return new SluiceException(code, "The database %s %s".formatted(location, finding), failure);
  }

  /** Returns the failure for a schema that is newer than this program. */
  SluiceException tooNew(String found, String known) {
    return new SluiceException(
        FailureCode.STORE_REFUSED,
        "The database %s has schema %s, but this Sluice supports only versions up to %s: start the newer Sluice that created it"
            .formatted(location, found, known));
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
