package dev.sluice.core.job;

/**
 * One place in a batch, and the job that holds it. A job that is tried again gives its place to the
 * new one, so a batch has as many places as it had jobs at the beginning.
 *
 * @param status how the job stands
 */
public record BatchPlace(JobId job, JobStatus status) {}
