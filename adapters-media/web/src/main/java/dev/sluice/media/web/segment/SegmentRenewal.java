package dev.sluice.media.web.segment;

import java.util.Optional;

/** Renews the links of segments that have expired. Thread-safe. */
@FunctionalInterface
public interface SegmentRenewal {
  /** Renews nothing. */
  SegmentRenewal NONE = expired -> Optional.empty();

  /** Called with each segment of the track, in order, before it is fetched. */
  default void taken(Segment segment, int index) {}

  /**
   * Returns the same segment with a new address; empty if there is none, or if the segment is
   * unknown.
   *
   * @throws dev.sluice.core.failure.SluiceException if fetching the new address fails
   */
  Optional<Segment> of(Segment expired);

  /** Returns the segment at the address where others were found, if its own one has failed. */
  default Segment preferred(Segment segment) {
    return segment;
  }

  /**
   * Returns the segment at an address from which it may be fetched instead; empty if there is none.
   * Repeated calls return all addresses in turn.
   *
   * @param unavailable the segment at an address that has failed
   */
  default Optional<Segment> elsewhere(Segment unavailable) {
    return Optional.empty();
  }
}
