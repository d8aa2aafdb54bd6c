/**
 * Jobs, their notifications and the API keys in a database: H2 in a file beside a journal, or
 * PostgreSQL. {@link dev.sluice.storage.jobs.JobDatabase} is the way in.
 */
package dev.sluice.storage.jobs;
