package dev.sluice.media.web.dash;

import java.util.Optional;

/**
 * The part of a live period that is available.
 *
 * @param serverTime the server's time in seconds since the period began; empty if unknown
 * @param retention for how many seconds a segment is available; empty if without limit
 */
record Availability(Optional<Double> serverTime, Optional<Double> retention) {}
