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
 * What one client has seen of its jobs, and what is new to it. Jobs come from the events of this
 * process and from looks into the store, which also knows what other processes did. Not
 * thread-safe: one stream, one thread.
 */
public final class EventFeed {
  /** One event to send. */
  record News(JobChange change, Job job) {}

  /** More jobs than these are forgotten, oldest look first, and may be told of twice. */
  private static final int REMEMBERED = 5_000;

  private static final int PAGE = 100;

  /** How many waiting jobs a look asks for one by one, in turn. */
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

  /** How things stand. */
  List<News> first() {
    List<News> news = new ArrayList<>();
    for (Job job : current()) {
      remember(job);
      if (only.isPresent() && job.status().isFinal()) {
        news.add(new News(JobChange.FINISHED, job));
      } else if (!job.status().isFinal()) {
        news.add(new News(JobChange.STATE, job));
      }
    }
    return news;
  }

  /** What the store has that was not seen yet. */
  List<News> look() {
    List<News> news = new ArrayList<>();
    List<Job> found = current();
    Set<JobId> asked = new HashSet<>();
    for (Job job : found) {
      asked.add(job.id());
      told(job).ifPresent(news::add);
    }
    for (JobId id : unanswered(asked)) {
      tenant.find(id).flatMap(this::told).ifPresent(news::add);
    }
    return news;
  }

  /** What is new in this state of a job, if anything is. */
  Optional<News> told(Job job) {
    Job before = seen.get(job.id());
    Optional<News> news = JobChange.between(before, job).map(change -> new News(change, job));
    if (news.isPresent()) {
      remember(job);
    }
    return news;
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

  // Jobs that were running and are in no list any more, and some of those that were waiting.
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
