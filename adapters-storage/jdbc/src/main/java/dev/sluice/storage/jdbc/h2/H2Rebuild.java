package dev.sluice.storage.jdbc.h2;

import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;

/**
 * Copies the embedded database into a new file: after secrets in it were sealed, since the old file
 * still has them, and after a process that did not close it. Of transactions that were open then,
 * H2 (2.5.252) can leave marks in rows and indexes that it can no longer roll back. The rows can
 * still be read as they were before those transactions, so everything readable is copied to a new
 * file, which then replaces the old one. The marks would be fatal:
 *
 * <ul>
 *   <li>A transaction that changes a marked row retries for ever, without a pause.
 *   <li>An index entry of a row that was never committed blocks inserts of the same key.
 *   <li>A row whose index entry is missing cannot be changed.
 *   <li>What H2 repairs at its next start it discards, and then writes into the discarded pages;
 *       the database fails as soon as the dead transaction's number is used again.
 * </ul>
 *
 * <p>A process that dies during the copy leaves the old file unchanged.
 */
public final class H2Rebuild {
  private static final System.Logger LOG = System.getLogger(H2Rebuild.class.getName());

  /**
   * How many bytes at the start of an H2 file hold its header, of which {@code clean} is a part.
   */
  private static final int HEAD = 4096;

  private static final int ROWS_AT_A_TIME = 1_000;

  private static final Pattern TABLE =
      Pattern.compile("CREATE (?:CACHED )?TABLE (\"[^\"]+\"\\.\"[^\"]+\").*", Pattern.DOTALL);

  /** Statements that run faster once the rows are there. */
  private static final Pattern INDEX =
      Pattern.compile("(?:CREATE \\D*INDEX|ALTER TABLE \\S+ ADD CONSTRAINT) .*", Pattern.DOTALL);

  private H2Rebuild() {}

  /** Returns whether the last process closed the database; true if there is no database yet. */
  public static boolean wasClosed(Path database) {
    try (InputStream bytes = Files.newInputStream(onDisk(database))) {
      String head = new String(bytes.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      return head.isEmpty() || head.contains("clean:1");
    } catch (java.nio.file.NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      // Opening it will say why, or show that another process uses it.
      return true;
    }
  }

  /** Returns whether the file is there, can be read, and has the mark of a clean close. */
  static boolean isMarkedAsClosed(Path database) {
    try (InputStream bytes = Files.newInputStream(onDisk(database))) {
      return new String(bytes.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains("clean:1");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Copies the database unless another process uses it.
   *
   * @throws dev.sluice.core.failure.SluiceException STORE_REFUSED, STORE_UNAVAILABLE or STORE_FULL,
   *     as when it is opened
   */
  public static void run(H2DataSource source, DatabaseFailures failures) {
    Path fresh = source.file().resolveSibling("renewal");
    try {
      Files.deleteIfExists(onDisk(fresh));
      if (filled(source, fresh)) {
        Files.move(
            onDisk(fresh),
            onDisk(source.file()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (SQLException | IOException e) {
      throw failures.explained(e);
    } finally {
      remove(onDisk(fresh));
    }
  }

  private static boolean filled(H2DataSource source, Path fresh) throws SQLException {
    // Not through the data source, which would let others in: what they write would be lost.
    try (Connection old = source.directly(source.file());
        Statement statement = old.createStatement()) {
      if (sessions(statement) > 1) {
        return isInUse();
      }
      LOG.log(System.Logger.Level.INFO, "The rows of the database are copied to a new file");
      try (Connection made = source.directly(fresh)) {
        fill(old, made);
      }
      statement.execute("SHUTDOWN IMMEDIATELY");
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
        return isInUse();
      }
      throw e;
    }
  }

  private static boolean isInUse() {
    LOG.log(System.Logger.Level.INFO, "Another process uses the database, so it is not rebuilt");
    return false;
  }

  private static int sessions(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")) {
      found.next();
      return found.getInt(1);
    }
  }

  private static void fill(Connection old, Connection made) throws SQLException {
    List<String> tables = new ArrayList<>();
    List<String> indexes = new ArrayList<>();
    try (Statement statement = made.createStatement()) {
      for (String each : schema(old)) {
        if (INDEX.matcher(each).matches()) {
          indexes.add(each);
          continue;
        }
        statement.execute(each);
        Matcher table = TABLE.matcher(each);
        if (table.matches()) {
          tables.add(table.group(1));
        }
      }
      made.setAutoCommit(false);
      for (String table : tables) {
        copy(table, old, made);
      }
      made.setAutoCommit(true);
      for (String each : indexes) {
        statement.execute(each);
      }
      // A file of an earlier version may lack these tables.
      int partial =
          tables.containsAll(PartialBatchCleanup.TABLES) ? PartialBatchCleanup.takeBack(made) : 0;
      if (partial > 0) {
        LOG.log(
            System.Logger.Level.INFO,
            "Deleted {0} partial batches whose callers were never answered",
            partial);
      }
      statement.execute("SHUTDOWN");
    }
  }

  private static List<String> schema(Connection old) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Statement statement = old.createStatement();
        ResultSet lines = statement.executeQuery("SCRIPT NODATA NOSETTINGS")) {
      while (lines.next()) {
        String line = lines.getString(1).strip();
        // Skips comments, and the user, who exists already.
        if (!line.startsWith("--") && !line.startsWith("CREATE USER")) {
          statements.add(line);
        }
      }
    }
    return statements;
  }

  private static void copy(String table, Connection old, Connection made) throws SQLException {
    try (Statement reading = old.createStatement()) {
      // Row by row, so that no whole table is in memory.
      reading.execute("SET LAZY_QUERY_EXECUTION 1");
      try (ResultSet rows = reading.executeQuery("SELECT * FROM " + table)) {
        int columns = rows.getMetaData().getColumnCount();
        String placeholders = String.join(", ", Collections.nCopies(columns, "?"));
        try (PreparedStatement insert =
            made.prepareStatement("INSERT INTO %s VALUES (%s)".formatted(table, placeholders))) {
          int waiting = 0;
          while (rows.next()) {
            for (int i = 1; i <= columns; i++) {
              insert.setObject(i, rows.getObject(i));
            }
            insert.addBatch();
            if (++waiting % ROWS_AT_A_TIME == 0) {
              insert.executeBatch();
              made.commit();
            }
          }
          insert.executeBatch();
          made.commit();
        }
      }
    }
  }

  static Path onDisk(Path database) {
    return database.resolveSibling(database.getFileName() + ".mv.db");
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, file + " is left behind", e);
    }
  }
}
