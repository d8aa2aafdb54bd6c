package dev.sluice.core.memory;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.RetentionStore.Position;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The jobs without a batch that have ended, by their ends. Not thread-safe; {@link InMemoryJobs}
 * holds the lock.
 */
final class EndedJobs {
  /** By time, and of one time by the digits of the id, as {@link Position#START} comes first. */
  static final Comparator<Position> IN_ORDER =
      Comparator.comparing(Position::time).thenComparing(position -> position.id().toString());

  private final NavigableSet<Position> positions = new TreeSet<>(IN_ORDER);

  /** Adds the job if it belongs here. */
  void add(Job job) {
    position(job).ifPresent(positions::add);
  }

  void remove(Job job) {
    position(job).ifPresent(positions::remove);
  }

  /** Returns at most {@code max} jobs behind the position that ended at {@code until} or before. */
  List<Position> positions(Position after, Instant until, int max) {
    return positions.tailSet(after, false).stream()
        .takeWhile(position -> !position.time().isAfter(until))
        .limit(max)
        .toList();
  }

  /** Returns when the first of them ended. */
  Optional<Instant> oldest() {
    return positions.isEmpty() ? Optional.empty() : Optional.of(positions.first().time());
  }

  private static Optional<Position> position(Job job) {
    return job.finishedAt()
        .filter(end -> job.batch().isEmpty())
        .map(end -> new Position(end, job.id().value()));
  }

  static JobId job(Position position) {
    return new JobId(position.id());
  }
}
