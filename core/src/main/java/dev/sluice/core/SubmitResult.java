package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import java.util.List;
import java.util.Objects;

/** The result of a submit: one job, or a batch of jobs. */
public sealed interface SubmitResult {
  /** Returns the new jobs; those of a batch in the order of their slots. */
  List<Job> jobs();

  /** A job for one media URL, or for one episode of a show. */
  record SingleJob(Job job) implements SubmitResult {
    public SingleJob {
      Objects.requireNonNull(job);
    }

    @Override
    public List<Job> jobs() {
      return List.of(job);
    }
  }

  /**
   * A batch with a job for each of its items.
   *
   * @param origin the kind of source that the batch was made from
   */
  record JobBatch(Batch batch, List<Job> jobs, Origin origin) implements SubmitResult {
    public JobBatch {
      Objects.requireNonNull(batch);
      jobs = List.copyOf(jobs);
      Objects.requireNonNull(origin);
    }
  }

  /** The origin of a batch. */
  enum Origin {
    /** The episodes of a podcast. */
    SHOW,
    /** The videos of a site's playlist or channel. */
    PLAYLIST,
    /** Several requests, each for one media URL. */
    REQUESTS
  }
}
