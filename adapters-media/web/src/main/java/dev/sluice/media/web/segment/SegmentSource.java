package dev.sluice.media.web.segment;

import dev.sluice.core.failure.SluiceException;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;

/**
 * The segments of an input, in order. {@link #hasNext} may change from false to true until the
 * source has ended.
 */
interface SegmentSource extends Iterator<Segment> {
  /** Returns whether no further segments will come. */
  boolean ended();

  /** Returns the failure that ended the source, if one did. */
  Optional<SluiceException> failure();

  /** Returns whether the input may end before a segment that failed so. */
  boolean mayEndBefore(SluiceException failure);

  /** Called when the input has ended before such a segment. */
  default void endedBefore(SluiceException failure) {}

  /**
   * Returns whether a segment is read only when all of it has come, as far as memory allows, so
   * that an early end falls between two segments.
   */
  default boolean wholeSegmentsOnly() {
    return false;
  }

  /**
   * Returns a source of these segments, which has ended.
   *
   * @param renewal hears of each segment that is taken
   */
  static SegmentSource of(List<Segment> segments, SegmentRenewal renewal) {
    ListIterator<Segment> all = segments.listIterator();
    return new SegmentSource() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Segment next() {
        int index = all.nextIndex();
        Segment next = all.next();
        renewal.taken(next, index);
        return next;
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
