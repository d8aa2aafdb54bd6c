package dev.sluice.storage.jdbc;

/**
 * How the connections to the database are used at one moment.
 *
 * @param active connections in use
 * @param idle open connections that are not in use
 * @param pending threads that wait for a connection
 * @param max the largest number of connections
 */
public record PoolUsage(int active, int idle, int pending, int max) {}
