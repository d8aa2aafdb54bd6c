/** Servers and programs that a comparison starts: Sluice, origins, S3, PostgreSQL and uploaders. */
@NullMarked
package dev.sluice.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
