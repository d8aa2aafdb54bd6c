/** What a server counts, for Prometheus. */
package dev.sluice.app.metrics;
