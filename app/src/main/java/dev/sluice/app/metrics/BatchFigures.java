package dev.sluice.app.metrics;

import dev.sluice.core.job.BatchCounts;
import dev.sluice.core.port.BatchStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The store's figures, asked for once for all the lines of a reading. Thread-safe. */
final class BatchFigures {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final BatchStore store;
  private final InstantSource clock;
  private BatchCounts last;
  private Instant askedAt = Instant.MIN;

  BatchFigures(BatchStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  synchronized BatchCounts now() {
    Instant now = clock.instant();
    if (last == null || now.isAfter(askedAt.plus(FRESH)) || now.isBefore(askedAt)) {
      last = store.counts();
      askedAt = now;
    }
    return last;
  }
}
