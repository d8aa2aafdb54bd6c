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
import java.util.function.Function;

/** Jobs in the order of a time of theirs. Not thread-safe; {@link InMemoryJobs} holds the lock. */
final class JobsByTime {
  /** By time, and of one time by the digits of the id, as {@link Position#START} comes first. */
  static final Comparator<Position> IN_ORDER =
      Comparator.comparing(Position::time).thenComparing(position -> position.id().toString());

  private final NavigableSet<Position> positions = new TreeSet<>(IN_ORDER);
  private final Function<Job, Optional<Instant>> time;

  /**
   * @param time the job's time; empty if the job does not belong here
   */
  JobsByTime(Function<Job, Optional<Instant>> time) {
    this.time = time;
  }

  void add(Job job) {
    position(job).ifPresent(positions::add);
  }

  void remove(Job job) {
    position(job).ifPresent(positions::remove);
  }

  /** Returns at most {@code max} positions behind this one, those of {@code until} and before. */
  List<Position> positions(Position after, Instant until, int max) {
    return positions.tailSet(after, false).stream()
        .takeWhile(position -> !position.time().isAfter(until))
        .limit(max)
        .toList();
  }

  /** Returns the time of the first job. */
  Optional<Instant> oldest() {
    return positions.isEmpty() ? Optional.empty() : Optional.of(positions.first().time());
  }

  private Optional<Position> position(Job job) {
    return time.apply(job).map(moment -> new Position(moment, job.id().value()));
  }

  static JobId job(Position position) {
    return new JobId(position.id());
  }
}
