package dev.sluice.storage.jdbc.h2;

import dev.sluice.storage.jdbc.JobDatabase;
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
 * Writes the embedded database anew, after a process that did not close it. Of changes that were
 * under way then, H2 (2.5.252) can keep marks that nothing is left of to take back. What they were
 * can be read as it was before them, so all that can be read goes into a fresh file, which takes
 * the old one's place. Left alone, they are fatal:
 *
 * <ul>
 *   <li>Who changes a row with such a mark is told to try again, for ever and without a pause.
 *   <li>An entry of a row that never came to be keeps others from being inserted under its key.
 *   <li>A row whose entry an index lacks cannot be changed either.
 *   <li>What H2 does see to at its next start it throws away, and goes on to write into what it
 *       threw away: that brings down the database as soon as the dead transaction's number is used
 *       again.
 * </ul>
 *
 * <p>Who dies while this is at work leaves the old file as it was.
 */
public final class H2Rebuild {
  private static final System.Logger LOG = System.getLogger(H2Rebuild.class.getName());

  /**
   * The marks at the beginning of a file of H2's, {@code clean} among them, are in this many bytes.
   */
  private static final int HEAD = 4096;

  private static final int ROWS_AT_A_TIME = 1_000;

  private static final Pattern TABLE =
      Pattern.compile("CREATE (?:CACHED )?TABLE (\"[^\"]+\"\\.\"[^\"]+\").*", Pattern.DOTALL);

  /** What is quicker to make once the rows are there. */
  private static final Pattern INDEX =
      Pattern.compile("(?:CREATE \\D*INDEX|ALTER TABLE \\S+ ADD CONSTRAINT) .*", Pattern.DOTALL);

  private H2Rebuild() {}

  /** Whether whoever used the database last has closed it; so is one that is not there yet. */
  public static boolean wasClosed(Path database) {
    try (InputStream bytes = Files.newInputStream(onDisk(database))) {
      String head = new String(bytes.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      return head.isEmpty() || head.contains("clean:1");
    } catch (java.nio.file.NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      // Opening it will say why, or show that another process is at work.
      return true;
    }
  }

  /**
   * Writes it anew unless another process uses it.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link JobDatabase#embedded}
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
    // Not by the source, which would let others in: what they write would be lost.
    try (Connection old = source.directly(source.file());
        Statement statement = old.createStatement()) {
      if (sessions(statement) > 1) {
        return isInUse();
      }
      LOG.log(
          System.Logger.Level.INFO,
          "The last process did not close the database; its rows are written anew");
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
    LOG.log(System.Logger.Level.INFO, "Another process uses the database, so it is left as it is");
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
      // What an earlier version wrote may have neither; its schema is brought up to date later.
      int torn =
          tables.containsAll(PartialBatchCleanup.TABLES) ? PartialBatchCleanup.takeBack(made) : 0;
      if (torn > 0) {
        LOG.log(
            System.Logger.Level.INFO, "Took back {0} batches that nobody was answered for", torn);
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
        // Comments, and the user, who is there.
        if (!line.startsWith("--") && !line.startsWith("CREATE USER")) {
          statements.add(line);
        }
      }
    }
    return statements;
  }

  private static void copy(String table, Connection old, Connection made) throws SQLException {
    try (Statement reading = old.createStatement()) {
      // Row by row, not all of a table in memory.
      reading.execute("SET LAZY_QUERY_EXECUTION 1");
      try (ResultSet rows = reading.executeQuery("SELECT * FROM " + table)) {
        int columns = rows.getMetaData().getColumnCount();
        String places = String.join(", ", Collections.nCopies(columns, "?"));
        try (PreparedStatement insert =
            made.prepareStatement("INSERT INTO %s VALUES (%s)".formatted(table, places))) {
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

  private static Path onDisk(Path database) {
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
