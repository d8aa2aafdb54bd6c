/** What differs on PostgreSQL: workers of other processes are woken by its notifications. */
@NullMarked
package dev.sluice.storage.jdbc.postgres;

import org.jspecify.annotations.NullMarked;
