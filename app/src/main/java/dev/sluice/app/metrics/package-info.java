/** What a server counts, for Prometheus. */
@NullMarked
package dev.sluice.app.metrics;

import org.jspecify.annotations.NullMarked;
