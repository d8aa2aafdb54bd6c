package dev.sluice.media.web.dash;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a manifest says.
 *
 * @param place where it is to be read again
 * @param live whether it says something else later
 * @param hasNews whether it is to be read again for what it does not say yet; the segments that it
 *     does name may come by the clock alone
 * @param now what time it was for who sent it
 * @param begins when its clock began, of a live one
 * @param kept how many seconds its origin keeps a segment; empty if it keeps all
 * @param periods those that last, in order
 */
record Mpd(
    URI place,
    boolean live,
    boolean hasNews,
    Optional<Instant> now,
    Optional<Instant> begins,
    Optional<Double> kept,
    List<Period> periods) {
  Mpd {
    periods = List.copyOf(periods);
  }

  /** What the origin has of a live period, by its own clock. */
  Availability available(Period period) {
    Optional<Double> since =
        begins.flatMap(
            begun -> now.map(moment -> (moment.toEpochMilli() - begun.toEpochMilli()) / 1e3));
    return new Availability(since.map(seconds -> seconds - period.start()), kept);
  }
}
