/** The queue: jobs, batches, notifications, usage and idempotency keys in their tables. */
@NullMarked
package dev.sluice.storage.jdbc.jobs;

import org.jspecify.annotations.NullMarked;
