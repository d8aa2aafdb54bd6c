package dev.sluice.http.api.events;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * The changes of jobs that one client has not seen yet. They come from the events of this process
 * and from queries of the store, which also has what other processes did. Not thread-safe: a stream
 * has one thread.
 */
public final class EventFeed {
  /** One event to send. */
  record Change(JobChange kind, Job job) {}

  /** Beyond this many jobs the least recently used is forgotten, and may be sent twice. */
  private static final int REMEMBERED = 5_000;

  private static final int PAGE = 100;

  /** How many waiting jobs a query of the store asks for one by one, in turn. */
  private static final int ASKED = 50;

  private final Tenant tenant;
  private final Optional<JobId> only;
  private final Map<JobId, Job> seen = new LinkedHashMap<>(64, 0.75f, true);
  private final Queue<JobId> waiting = new ArrayDeque<>();

  /**
   * @param only the one job to follow; empty for all of the tenant's
   */
  public EventFeed(Tenant tenant, Optional<JobId> only) {
    this.tenant = tenant;
    this.only = only;
  }

  /** Returns the state of the jobs when the stream opens. */
  List<Change> first() {
    List<Change> changes = new ArrayList<>();
    for (Job job : current()) {
      remember(job);
      if (only.isPresent() && job.status().isFinal()) {
        changes.add(new Change(JobChange.FINISHED, job));
      } else if (!job.status().isFinal()) {
        changes.add(new Change(JobChange.STATE, job));
      }
    }
    return changes;
  }

  /** Returns the changes that the store has. */
  List<Change> poll() {
    List<Change> changes = new ArrayList<>();
    List<Job> found = current();
    Set<JobId> asked = new HashSet<>();
    for (Job job : found) {
      asked.add(job.id());
      changeTo(job).ifPresent(changes::add);
    }
    for (JobId id : unanswered(asked)) {
      tenant.find(id).flatMap(this::changeTo).ifPresent(changes::add);
    }
    return changes;
  }

  /** Returns the change to this state of a job, if it is new to the client. */
  Optional<Change> changeTo(Job job) {
    Job before = seen.get(job.id());
    Optional<Change> changes = JobChange.between(before, job).map(kind -> new Change(kind, job));
    if (changes.isPresent()) {
      remember(job);
    }
    return changes;
  }

  private List<Job> current() {
    if (only.isPresent()) {
      return tenant.find(only.get()).stream().toList();
    }
    Map<JobId, Job> found = new LinkedHashMap<>();
    for (Page<Job> page :
        List.of(
            tenant.list(JobStatus.PROCESSING, PAGE, 0),
            tenant.list(JobStatus.PENDING, PAGE, 0),
            tenant.list(PAGE, 0))) {
      page.items().forEach(job -> found.put(job.id(), job));
    }
    return List.copyOf(found.values());
  }

  // Returns jobs that were running and are in no list any more, and some that were waiting.
  private List<JobId> unanswered(Set<JobId> asked) {
    List<JobId> missing = new ArrayList<>();
    for (Job job : seen.values()) {
      if (job.status() == JobStatus.PROCESSING && !asked.contains(job.id())) {
        missing.add(job.id());
      }
    }
    for (int turns = Math.min(ASKED, waiting.size()); turns > 0; turns--) {
      JobId id = waiting.remove();
      Job job = seen.get(id);
      if (job == null || job.status() != JobStatus.PENDING) {
        continue;
      }
      waiting.add(id);
      if (!asked.contains(id)) {
        missing.add(id);
      }
    }
    return missing;
  }

  private void remember(Job job) {
    Job before = seen.put(job.id(), job);
    boolean waits = job.status() == JobStatus.PENDING;
    if (waits && (before == null || before.status() != JobStatus.PENDING)) {
      waiting.add(job.id());
    }
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.keySet().iterator().next());
    }
  }
}
