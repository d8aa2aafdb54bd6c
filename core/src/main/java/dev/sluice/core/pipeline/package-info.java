/** The engine: claims jobs, runs each one, retries, delivers notifications. */
package dev.sluice.core.pipeline;
