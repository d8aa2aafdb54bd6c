package dev.sluice.media.web.dash;

import java.util.List;
import java.util.Optional;

/**
 * A period of a presentation, with representations of its own.
 *
 * @param start in seconds of the presentation
 * @param seconds its length, if known
 * @param offers its representations, the preferred ones last
 */
record Period(double start, Optional<Double> seconds, List<Representation> offers) {
  Period {
    offers = List.copyOf(offers);
  }
}
