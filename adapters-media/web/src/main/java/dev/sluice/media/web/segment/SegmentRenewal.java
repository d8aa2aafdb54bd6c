package dev.sluice.media.web.segment;

import java.util.Optional;

/** Finds where a segment lies whose link has expired. Implementations are thread-safe. */
@FunctionalInterface
public interface SegmentRenewal {
  /** Links that nobody hands out anew. */
  SegmentRenewal NONE = expired -> Optional.empty();

  /**
   * The same segment in another place; empty if there is none, or it is none of those that this
   * knows.
   *
   * @throws dev.sluice.core.failure.SluiceException what asking for it throws
   */
  Optional<Segment> of(Segment expired);
}
