package dev.sluice.storage.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Keeps the journal short: has the database write everything down, now and then. */
final class JournalKeeper implements AutoCloseable {
  static final Duration PERIOD = Duration.ofSeconds(20);

  private static final System.Logger LOG = System.getLogger(JournalKeeper.class.getName());

  private final Database database;
  private final Journal journal;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "sluice-journal");
            thread.setDaemon(true);
            return thread;
          });

  JournalKeeper(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  void start() {
    rounds.scheduleWithFixedDelay(
        this::quietRound, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
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

  void round() {
    try {
      journal.beginNewFile();
      if (journal.hasClosedFiles()) {
        database.query(handle -> handle.execute("CHECKPOINT SYNC"));
        journal.checkpointed();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Not shutdownNow: an interrupt in the middle of a checkpoint closes H2's file.
    rounds.shutdown();
    try {
      rounds.awaitTermination(PERIOD.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
