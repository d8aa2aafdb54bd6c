package dev.sluice.media.web.segment;

import dev.sluice.core.failure.SluiceException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Where the segments of an input come from, in order. Whether there is a next one may change until
 * it has ended.
 */
public interface SegmentSource extends Iterator<Segment> {
  /** Whether none will come but those that are there. */
  boolean ended();

  /** Why it has ended, where that is a failure. */
  Optional<SluiceException> failure();

  /** Whether the input may end in front of a segment that failed so. */
  boolean mayEndBefore(SluiceException failure);

  /** The input has ended in front of such a segment. */
  default void endedBefore(SluiceException failure) {}

  /**
   * Whether a segment is to be read only once all of it is there, as far as memory reaches: so that
   * what ends early ends in front of one, and not within.
   */
  default boolean inWholes() {
    return false;
  }

  /** All segments of a playlist that has ended. */
  static SegmentSource of(List<Segment> segments) {
    Iterator<Segment> all = segments.iterator();
    return new SegmentSource() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Segment next() {
        return all.next();
      }

      @Override
      public boolean ended() {
        return true;
      }

      @Override
      public Optional<SluiceException> failure() {
        return Optional.empty();
      }

      @Override
      public boolean mayEndBefore(SluiceException failure) {
        return false;
      }
    };
  }
}
