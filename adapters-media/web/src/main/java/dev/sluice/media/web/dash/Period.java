package dev.sluice.media.web.dash;

import java.util.List;
import java.util.Optional;

/**
 * A stretch of a presentation with offers of its own.
 *
 * @param start when it begins, in seconds of the presentation
 * @param seconds how long it lasts, where that can be told
 * @param offers all that can be taken, the preferred last
 */
record Period(double start, Optional<Double> seconds, List<Representation> offers) {
  Period {
    offers = List.copyOf(offers);
  }
}
