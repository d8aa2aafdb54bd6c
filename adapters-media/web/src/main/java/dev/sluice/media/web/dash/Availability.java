package dev.sluice.media.web.dash;

import java.util.Optional;

/**
 * What there is of a live period.
 *
 * @param now in seconds since the period began; empty where nobody tells the time
 * @param kept for how many seconds a segment can be had; empty for as long as the manifest says so
 */
record Availability(Optional<Double> now, Optional<Double> kept) {}
