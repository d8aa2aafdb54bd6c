package dev.sluice.media.web.segment;

import java.util.Optional;

/** Renews the links of segments that have expired. Thread-safe. */
@FunctionalInterface
public interface SegmentRenewal {
  /** Renews nothing. */
  SegmentRenewal NONE = expired -> Optional.empty();

  /**
   * Returns the same segment with a new address; empty if there is none, or if the segment is
   * unknown.
   *
   * @throws dev.sluice.core.failure.SluiceException if fetching the new address fails
   */
  Optional<Segment> of(Segment expired);
}
