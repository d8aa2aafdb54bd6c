package dev.sluice.storage.jdbc.journal;

import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Deletes journal files that are no longer needed, after it has made the database write everything.
 * In between it syncs the database's file every second in which something was written, which is not
 * needed for safety: a sync of twenty seconds of writes takes some 200 ms, during which every sync
 * of the journal waits, and with it everybody who submits.
 */
public final class JournalCompactor implements AutoCloseable {
  static final Duration PERIOD = Duration.ofSeconds(20);

  private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(JournalCompactor.class.getName());

  private final SqlDatabase database;
  private final Journal journal;
  private long synced;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "sluice-journal");
            thread.setDaemon(true);
            return thread;
          });

  public JournalCompactor(SqlDatabase database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  public void start() {
    rounds.scheduleWithFixedDelay(
        this::quietRound, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    rounds.scheduleWithFixedDelay(
        this::quietSync, BETWEEN_SYNCS.toMillis(), BETWEEN_SYNCS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void quietSync() {
    long written = journal.writes();
    if (written == synced) {
      return;
    }
    synced = written;
    try {
      sync();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The next round syncs the database, or says why not", e);
    }
  }

  private void sync() {
    database.query(handle -> handle.execute("CHECKPOINT SYNC"));
  }

  private void quietRound() {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The journal could not be shortened; it grows until this succeeds",
          e);
    }
  }

  public void round() {
    try {
      journal.beginNewFile();
      if (journal.hasClosedFiles()) {
        sync();
        journal.checkpointed();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Not shutdownNow: an interrupt during a checkpoint closes H2's file.
    rounds.shutdown();
    try {
      rounds.awaitTermination(PERIOD.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
