/** The metrics of a server, for Prometheus. */
@NullMarked
package dev.sluice.app.metrics;

import org.jspecify.annotations.NullMarked;
