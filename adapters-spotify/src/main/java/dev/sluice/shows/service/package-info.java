/** Requests to services that answer in JSON: within a deadline, rate-limited and bounded. */
@NullMarked
package dev.sluice.shows.service;

import org.jspecify.annotations.NullMarked;
