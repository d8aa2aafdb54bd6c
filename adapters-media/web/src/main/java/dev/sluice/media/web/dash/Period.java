package dev.sluice.media.web.dash;

import dev.sluice.media.web.dash.Representation.Timing;
import java.util.List;
import java.util.Optional;

/**
 * A period of a presentation, with representations of its own.
 *
 * @param offers its representations that can be fetched, the preferred ones last
 * @param locked its representations that are protected
 * @param texts its subtitles
 */
record Period(
    Timing timing,
    List<Representation> offers,
    List<Representation> locked,
    List<Representation> texts) {
  Period {
    offers = List.copyOf(offers);
    locked = List.copyOf(locked);
    texts = List.copyOf(texts);
  }

  /** Returns its start, in seconds of the presentation. */
  double start() {
    return timing.start();
  }

  /** Returns its length in seconds, if known. */
  Optional<Double> seconds() {
    return timing.seconds();
  }
}
