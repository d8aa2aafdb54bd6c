package dev.sluice.media.web.dash;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The content of a manifest.
 *
 * @param uri the address to reload it from
 * @param live whether its content changes
 * @param isUpdated whether it must be reloaded for new segments; else they appear by the clock
 * @param serverTime the server's time when it sent the manifest
 * @param clockStart the time that a live manifest counts from
 * @param retention how many seconds the origin keeps a segment; empty if without limit
 * @param periods in order
 */
record Mpd(
    URI uri,
    boolean live,
    boolean isUpdated,
    Optional<Instant> serverTime,
    Optional<Instant> clockStart,
    Optional<Double> retention,
    List<Period> periods) {
  Mpd {
    periods = List.copyOf(periods);
  }

  /** Returns what the origin has of a live period, by the server's clock. */
  Availability available(Period period) {
    Optional<Double> since =
        clockStart.flatMap(
            start ->
                serverTime.map(moment -> (moment.toEpochMilli() - start.toEpochMilli()) / 1e3));
    return new Availability(since.map(seconds -> seconds - period.start()), retention);
  }
}
