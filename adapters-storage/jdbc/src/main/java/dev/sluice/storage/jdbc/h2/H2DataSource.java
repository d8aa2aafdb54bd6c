package dev.sluice.storage.jdbc.h2;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.crypto.KeyGenerator;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the H2 file, for one process or several. The first process opens the file itself
 * and serves it on a loopback port; the port, a random key and the process's id are in the file
 * {@code door} next to it. Later processes find the file locked and connect to that port. When the
 * first process ends, the next one that needs a connection opens the file.
 *
 * <p>H2's own AUTO_SERVER does the same, but it closes the database in a shutdown hook, while
 * workers still release their jobs; and after a kill it waits two seconds for the old lock to
 * expire.
 */
public final class H2DataSource implements DataSource, AutoCloseable {
  private static final String SETTINGS =
      // WRITE_DELAY: commits are written at once, not half a second later. With a delay of 100 ms,
      // 15 of 45 kills in the middle of bulk inserts left a file that the next start could not
      // repair. QUERY_CACHE_SIZE: as many as we have statements; a statement that is dropped is
      // parsed again. RETENTION_TIME: each commit writes some 20 KB of new pages, and the old ones
      // are used again after so many milliseconds, in which the compactor of the journal syncs the
      // file several times. The default of 45 s lets a busy file grow by a gigabyte; with 0, kills
      // left files that lost more. MAX_COMPACT_TIME: for so many milliseconds the file is made
      // smaller when it is closed; in the default of 200 ms little of a large one is.
      ";WRITE_DELAY=0;RETENTION_TIME=5000;MAX_COMPACT_TIME=2000;QUERY_CACHE_SIZE=64;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0";
  private static final System.Logger LOG = System.getLogger(H2DataSource.class.getName());
  private static final String USER = "sluice";
  private static final int KNOCKS = 50;
  private static final long BETWEEN_KNOCKS = TimeUnit.MILLISECONDS.toNanos(100);

  /** The file with the port, the key and the id of the process that has opened the database. */
  public static final String DOOR = "door";

  private final Path file;
  private final Path door;
  private @Nullable Server server;

  /**
   * @param folder an existing folder; whoever can read it can use the database
   */
  public H2DataSource(Path folder) {
    file = folder.resolve("sluice");
    door = folder.resolve(DOOR);
    listenOnLoopback();
  }

  /**
   * Makes the servers of H2 in this process listen on loopback only. By default they listen on
   * every interface, where they still ask for the key. H2 reads the setting once, when it is first
   * used.
   */
  public static void listenOnLoopback() {
    if (System.getProperty("h2.bindAddress") == null) {
      System.setProperty("h2.bindAddress", "127.0.0.1");
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    for (int knock = 1; ; knock++) {
      try {
        return open();
      } catch (SQLException e) {
        if (e.getErrorCode() != org.h2.api.ErrorCode.DATABASE_ALREADY_OPEN_1) {
          throw e;
        }
        try {
          return enterByDoor(e);
        } catch (SQLException shut) {
          // The other process is just starting, or has just ended.
          if (knock == KNOCKS) {
            e.addSuppressed(shut);
            throw e;
          }
        }
        LockSupport.parkNanos(BETWEEN_KNOCKS);
      }
    }
  }

  /** Returns the path of the database, without the extension that H2 adds. */
  public Path file() {
    return file;
  }

  /** Opens a file for this process alone, without serving it to others. */
  Connection directly(Path database) throws SQLException {
    try {
      PrivateFolder.createFile(H2Rebuild.onDisk(database));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "H2 says why, when it creates the file", e);
    }
    return connection("jdbc:h2:file:" + database + SETTINGS);
  }

  private Connection open() throws SQLException {
    Connection connection = directly(file);
    try {
      openDoor();
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private Connection enterByDoor(SQLException held) throws SQLException {
    List<String> portAndKey;
    try {
      portAndKey = Files.readAllLines(door);
    } catch (IOException e) {
      held.addSuppressed(e);
      throw held;
    }
    if (portAndKey.size() < 2) {
      throw held;
    }
    return connection("jdbc:h2:tcp://127.0.0.1:" + portAndKey.get(0) + "/" + portAndKey.get(1));
  }

  private static Connection connection(String url) throws SQLException {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url);
    source.setUser(USER);
    source.setPassword("");
    return source.getConnection();
  }

  private synchronized void openDoor() throws SQLException {
    if (server != null) {
      return;
    }
    String key = randomKey();
    Server opened =
        Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-key", key, file.toString());
    opened.start();
    try {
      Path fresh = door.resolveSibling("door.new");
      PrivateFolder.createFile(fresh);
      Files.writeString(
          fresh,
          opened.getPort() + "\n" + key + "\n" + ProcessHandle.current().pid() + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      Files.move(fresh, door, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      opened.stop();
      throw new UncheckedIOException(e);
    }
    server = opened;
  }

  private static String randomKey() {
    try {
      return HexFormat.of()
          .formatHex(KeyGenerator.getInstance("HmacSHA256").generateKey().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops serving the file. Called after the last connection is closed. */
  @Override
  public synchronized void close() {
    closed();
  }

  /**
   * Does the same as {@link #close()}.
   *
   * @return whether this process had opened the file itself, and all that was committed is in it
   */
  public synchronized boolean closed() {
    if (server == null) {
      return false;
    }
    server.stop();
    server = null;
    return H2Rebuild.isMarkedAsClosed(file);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the embedded database has one user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
