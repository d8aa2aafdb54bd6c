package dev.sluice.core.memory;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.RetentionStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Deletes from an {@link InMemoryJobs}, under its lock. Thread-safe. */
final class InMemoryRetentionStore implements RetentionStore {
  private final InMemoryJobs jobs;
  private Optional<ClockRecord> clock = Optional.empty();

  InMemoryRetentionStore(InMemoryJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public Deleted deleteJobs(Instant keptUntil, Position after, int max) {
    synchronized (jobs) {
      List<Position> found = jobs.ended().positions(after, keptUntil, max);
      List<JobId> due =
          found.stream().map(JobsByTime::job).filter(id -> isDue(id, keptUntil)).toList();
      int notifications = due.stream().mapToInt(jobs::delete).sum();
      return new Deleted(due.size(), 0, notifications, next(found, max));
    }
  }

  @Override
  public Deleted deleteBatches(Instant keptUntil, Position after, int max) {
    synchronized (jobs) {
      List<Position> found = jobs.batches().positions(after, keptUntil, max);
      Deleted sum = Deleted.NOTHING;
      for (Position position : found) {
        BatchId batch = new BatchId(position.id());
        if (isDue(batch, keptUntil)) {
          sum = sum.plus(delete(batch));
        }
      }
      return sum.plus(new Deleted(0, 0, 0, next(found, max)));
    }
  }

  private boolean isDue(BatchId batch, Instant keptUntil) {
    return !jobs.notifications().isAnyPending(batch)
        && jobs.batches().members(batch).stream().allMatch(id -> isDue(id, keptUntil));
  }

  private boolean isDue(JobId id, Instant keptUntil) {
    return !jobs.notifications().isAnyPending(id)
        && jobs.find(id)
            .flatMap(Job::keptSince)
            .filter(since -> !since.isAfter(keptUntil))
            .isPresent();
  }

  private Deleted delete(BatchId batch) {
    List<JobId> members = jobs.batches().members(batch);
    int ofJobs = members.stream().mapToInt(jobs::delete).sum();
    int ofBatch = jobs.notifications().deleteAbout(batch);
    jobs.batches().delete(batch);
    return new Deleted(members.size(), 1, ofJobs + ofBatch, Optional.empty());
  }

  @Override
  public Deleted deleteNotifications(Instant createdUntil, Position after, int max) {
    synchronized (jobs) {
      List<Position> found = jobs.notifications().positions(after, createdUntil, max);
      long deleted = found.stream().filter(jobs.notifications()::delete).count();
      return new Deleted(0, 0, Math.toIntExact(deleted), next(found, max));
    }
  }

  @Override
  public Files oldFiles(Instant storedUntil, Position after, int max) {
    synchronized (jobs) {
      return files(jobs.storedFiles().positions(after, storedUntil, max), max);
    }
  }

  @Override
  public Files expiredFiles(Instant expiredUntil, Position after, int max) {
    synchronized (jobs) {
      return files(jobs.expiringFiles().positions(after, expiredUntil, max), max);
    }
  }

  private Files files(List<Position> found, int max) {
    List<Job> withFile =
        found.stream().map(JobsByTime::job).map(jobs::find).flatMap(Optional::stream).toList();
    return new Files(withFile, next(found, max));
  }

  private static Optional<Position> next(List<Position> found, int max) {
    return found.size() < max ? Optional.empty() : Optional.of(found.get(found.size() - 1));
  }

  @Override
  public Optional<Instant> oldest() {
    synchronized (jobs) {
      return Stream.of(jobs.ended().oldest(), jobs.storedFiles().oldest(), jobs.batches().oldest())
          .flatMap(Optional::stream)
          .min(Instant::compareTo);
    }
  }

  @Override
  public Optional<ClockRecord> clock() {
    synchronized (jobs) {
      return clock;
    }
  }

  @Override
  public void setClock(ClockRecord record) {
    synchronized (jobs) {
      clock = Optional.of(record);
    }
  }
}
