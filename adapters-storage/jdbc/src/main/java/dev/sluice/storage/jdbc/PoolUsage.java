package dev.sluice.storage.jdbc;

/**
 * How the connections to the database are used at one moment.
 *
 * @param active lent out
 * @param idle open and free
 * @param awaited threads that wait for one
 * @param most that may be open at a time
 */
public record PoolUsage(int active, int idle, int awaited, int most) {}
