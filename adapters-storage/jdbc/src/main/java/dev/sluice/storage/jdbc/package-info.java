/**
 * Jobs, batches, notifications and API keys in H2 or PostgreSQL. {@link
 * dev.sluice.storage.jdbc.JobDatabase} is the way in.
 */
@NullMarked
package dev.sluice.storage.jdbc;

import org.jspecify.annotations.NullMarked;
