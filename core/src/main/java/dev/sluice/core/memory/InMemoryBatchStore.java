package dev.sluice.core.memory;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The batches of an {@link InMemoryJobs}, under its lock. Thread-safe. */
final class InMemoryBatchStore implements BatchStore {
  private static final Comparator<Batch> NEWEST_FIRST =
      Comparator.comparing(Batch::createdAt)
          .thenComparing(batch -> batch.id().toString())
          .reversed();

  private final InMemoryJobs jobs;
  private final Map<BatchId, Batch> batches = new HashMap<>();
  private final Map<BatchId, List<JobId>> slots = new HashMap<>();

  /** The jobs that have or had a slot. */
  private final Map<BatchId, List<JobId>> members = new HashMap<>();

  private final NavigableMap<Position, Batch> byCreation = new TreeMap<>(JobsByTime.IN_ORDER);

  InMemoryBatchStore(InMemoryJobs jobs) {
    this.jobs = jobs;
  }

  void requireNew(Batch batch) {
    if (batches.containsKey(batch.id())) {
      throw new IllegalArgumentException("there is already a batch " + batch.id());
    }
  }

  void put(Batch batch, List<Job> held) {
    batches.put(batch.id(), batch);
    List<JobId> ids = held.stream().map(Job::id).toList();
    slots.put(batch.id(), ids);
    members.put(batch.id(), new ArrayList<>(ids));
    byCreation.put(position(batch), batch);
  }

  private static Position position(Batch batch) {
    return new Position(batch.createdAt(), batch.id().value());
  }

  /**
   * Returns at most {@code max} positions of batches behind this one, those of {@code until} and
   * before.
   */
  List<Position> positions(Position after, Instant until, int max) {
    return byCreation.tailMap(after, false).keySet().stream()
        .takeWhile(position -> !position.time().isAfter(until))
        .limit(max)
        .toList();
  }

  /** Returns the time of the first batch. */
  Optional<Instant> oldest() {
    return byCreation.isEmpty() ? Optional.empty() : Optional.of(byCreation.firstKey().time());
  }

  /** Returns the jobs that have or had a slot of the batch. */
  List<JobId> members(BatchId id) {
    return List.copyOf(members.getOrDefault(id, List.of()));
  }

  /** Deletes the batch itself. */
  void delete(BatchId id) {
    Batch batch = batches.remove(id);
    if (batch != null) {
      byCreation.remove(position(batch));
      slots.remove(id);
      members.remove(id);
    }
  }

  @Override
  public Optional<Batch> find(BatchId id) {
    synchronized (jobs) {
      return Optional.ofNullable(batches.get(id));
    }
  }

  @Override
  public List<Batch.Slot> slots(BatchId id) {
    return jobs(id).stream().map(job -> new Batch.Slot(job.id(), job.status())).toList();
  }

  @Override
  public List<Job> jobs(BatchId id) {
    synchronized (jobs) {
      return slots.getOrDefault(id, List.of()).stream()
          .map(job -> jobs.find(job).orElseThrow())
          .toList();
    }
  }

  /** Returns whether the batch exists and all of its jobs are over. */
  boolean isOver(BatchId id) {
    return batches.containsKey(id) && jobs(id).stream().allMatch(job -> job.status().isFinal());
  }

  @Override
  public Page<Batch.Summary> list(TenantId tenant, int limit, int offset) {
    synchronized (jobs) {
      List<Batch> owned =
          batches.values().stream().filter(batch -> batch.tenant().equals(tenant)).toList();
      List<Batch.Summary> items =
          owned.stream()
              .sorted(NEWEST_FIRST)
              .skip(offset)
              .limit(limit)
              .map(batch -> new Batch.Summary(batch, Batch.Tally.of(slots(batch.id()))))
              .toList();
      return new Page<>(items, owned.size(), owned.size());
    }
  }

  @Override
  public Batch.Counts counts() {
    synchronized (jobs) {
      long open = batches.keySet().stream().filter(id -> !isOver(id)).count();
      long paused =
          batches.keySet().stream().filter(id -> jobs(id).stream().anyMatch(Job::isPaused)).count();
      return new Batch.Counts(paused, open - paused, batches.size() - open);
    }
  }

  @Override
  public Optional<List<Job>> start(BatchId id, Instant now) {
    List<Job> started;
    synchronized (jobs) {
      Batch paused = batches.get(id);
      if (paused == null || !paused.isPaused()) {
        return Optional.empty();
      }
      batches.put(id, paused.started(now));
      started = jobs(id).stream().filter(Job::isPaused).map(job -> job.started(now)).toList();
      started.forEach(jobs::put);
    }
    jobs.announceArrivalOf(started);
    return Optional.of(started);
  }

  @Override
  public List<Job> move(BatchId id, List<Job> nexts, List<Notification> notifications) {
    List<Job> taken;
    synchronized (jobs) {
      taken = nexts.stream().filter(jobs::follows).toList();
      taken.forEach(jobs::put);
      List<JobId> ids = taken.stream().map(Job::id).toList();
      jobs.addToOutbox(
          notifications.stream()
              .filter(
                  one -> ids.contains(one.about()) || (one.about().equals(id) && !ids.isEmpty()))
              .toList(),
          Optional.of(id));
    }
    jobs.announceArrivalOf(taken);
    return taken;
  }

  @Override
  public List<Job> replace(BatchId id, List<Job> again) {
    List<Job> inserted = new ArrayList<>();
    synchronized (jobs) {
      List<JobId> held = new ArrayList<>(slots.getOrDefault(id, List.of()));
      boolean paused = batches.containsKey(id) && batches.get(id).isPaused();
      for (Job job : again) {
        int slot = held.indexOf(job.retryOf().orElseThrow());
        if (slot >= 0) {
          inserted.add(paused ? job.paused() : job);
          held.set(slot, job.id());
          members.computeIfAbsent(id, unknown -> new ArrayList<>()).add(job.id());
        }
      }
      jobs.putNew(inserted);
      slots.replace(id, held);
    }
    jobs.announceArrivalOf(inserted);
    return inserted;
  }
}
