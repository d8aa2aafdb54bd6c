package dev.sluice.core.batch;

import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;

/**
 * One place in a batch, and the job that holds it. A job that is tried again gives its place to the
 * new one, so a batch has as many places as it had jobs at the beginning.
 *
 * @param status how the job stands
 */
public record BatchSlot(JobId job, JobStatus status) {}
