package dev.sluice.core.batch;

/**
 * How many batches there are, of all owners.
 *
 * @param paused those with jobs that wait for a start
 * @param processing those with jobs that wait for a worker, or run
 * @param over all others
 */
public record BatchCounts(long paused, long processing, long over) {}
