package dev.sluice.storage.jdbc.postgres;

import dev.sluice.storage.jdbc.jobs.QueueWakeups;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Wakes waiting workers in every process that shares the database. One thread listens on its own
 * connection, and reconnects when the connection breaks. Another thread sends the notifications,
 * after the commit and one for many jobs, since a NOTIFY within a transaction makes commits wait
 * for each other.
 */
public final class PostgresWakeups extends QueueWakeups {
  private static final System.Logger LOG = System.getLogger(PostgresWakeups.class.getName());
  private static final String CHANNEL = "sluice_jobs";
  private static final int LISTEN_MILLIS = 5_000;
  private static final int PAUSE_MILLIS = 1_000;

  private final DataSource pool;
  private final DataSource single;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ExecutorService sender = Executors.newSingleThreadExecutor(daemon("sluice-notify"));
  private final Thread listener;
  private volatile int ownBackend;
  private volatile @Nullable Connection listening;

  /**
   * @param single opens connections outside the pool
   */
  public PostgresWakeups(DataSource pool, DataSource single) {
    this.pool = pool;
    this.single = single;
    this.listener = daemon("sluice-listen").newThread(this::listen);
  }

  public void start() {
    listener.start();
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void wakeEverywhere() {
    wakeHere();
    if (pending.compareAndSet(false, true)) {
      sender.execute(this::send);
    }
  }

  private void send() {
    pending.set(false);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      // Marks the sender, which has woken its own workers already.
      statement.execute("SELECT pg_notify('" + CHANNEL + "', '" + ownBackend + "')");
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "Other processes find the new jobs when they poll", e);
    }
  }

  private void listen() {
    while (running()) {
      try (Connection connection = single.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN " + CHANNEL);
        PGConnection notified = connection.unwrap(PGConnection.class);
        ownBackend = notified.getBackendPID();
        listening = connection;
        // Jobs may have come while no connection listened.
        boolean arrived = true;
        while (running()) {
          if (arrived) {
            wakeHere();
          }
          arrived = hasForeign(notified.getNotifications(LISTEN_MILLIS));
        }
      } catch (SQLException e) {
        LOG.log(System.Logger.Level.DEBUG, "Listening for new jobs was cut; connecting again", e);
      }
      pause();
    }
  }

  private boolean running() {
    return stopped.getCount() > 0;
  }

  private boolean hasForeign(PGNotification[] notifications) {
    if (notifications == null) {
      return false;
    }
    for (PGNotification notification : notifications) {
      if (!notification.getParameter().equals(String.valueOf(ownBackend))) {
        return true;
      }
    }
    return false;
  }

  private void pause() {
    try {
      boolean ended = stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      LOG.log(System.Logger.Level.TRACE, () -> ended ? "No longer listening" : "Listening again");
    } catch (InterruptedException e) {
      stopped.countDown();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    sender.shutdownNow();
    Connection open = listening;
    try {
      if (open != null) {
        // Closing the connection ends the wait for notifications; nothing else does.
        open.abort(Runnable::run);
      }
      listener.join(PAUSE_MILLIS);
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "The listening connection was gone already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
