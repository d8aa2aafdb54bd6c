package dev.sluice.core.job;

import java.time.Instant;

/**
 * A worker's right to a job for a time.
 *
 * @param worker names the worker, for people: host, process, thread pool
 * @param until when it runs out unless a heartbeat extends it
 */
public record Lease(String worker, Instant until) {}
