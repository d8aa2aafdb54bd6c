package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a request: one job, or the batch of a show.
 *
 * @param jobs of a batch in the order of their places; else one
 * @param batch present if the URL was a show's, a playlist's or a channel's
 * @param playlist whether the batch is of a site's videos, and not of a podcast's episodes
 */
public record SubmitResult(List<Job> jobs, Optional<Batch> batch, boolean playlist) {
  public SubmitResult {
    jobs = List.copyOf(jobs);
    Objects.requireNonNull(batch);
    if (batch.isEmpty() && jobs.size() != 1) {
      throw new IllegalArgumentException("without a batch there is one job, not " + jobs.size());
    }
  }

  static SubmitResult one(Job job) {
    return new SubmitResult(List.of(job), Optional.empty(), false);
  }
}
