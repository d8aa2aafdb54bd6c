package dev.sluice.media.web.dash;

import dev.sluice.media.web.segment.SegmentList;
import java.net.URI;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** Segments with their times, in little memory, as {@link SegmentList}. Immutable. */
final class TimedSegments extends AbstractList<TimedSegment> implements RandomAccess {
  private final SegmentList segments;
  private final double[] starts;

  private TimedSegments(SegmentList segments, double[] starts) {
    this.segments = segments;
    this.starts = starts;
  }

  /** Returns the segments without their times. */
  SegmentList segments() {
    return segments;
  }

  /** Returns when a segment begins, in seconds since its period began. */
  double start(int index) {
    return starts[index];
  }

  @Override
  public int size() {
    return starts.length;
  }

  @Override
  public TimedSegment get(int index) {
    return new TimedSegment(segments.get(index), starts[index]);
  }

  /** Adds segments to a list. For one thread; used once. */
  static final class Builder {
    private final SegmentList.Builder segments;
    private double[] starts = new double[8];

    Builder(URI base) {
      segments = new SegmentList.Builder(base);
    }

    /**
     * Adds a segment behind the others.
     *
     * @throws dev.sluice.core.failure.SluiceException STREAM_UNSUPPORTED
     */
    void add(TimedSegment segment) {
      int index = segments.size();
      segments.add(segment.segment());
      if (index == starts.length) {
        starts = Arrays.copyOf(starts, 2 * index);
      }
      starts[index] = segment.start();
    }

    TimedSegments build() {
      return new TimedSegments(segments.build(), Arrays.copyOf(starts, segments.size()));
    }
  }
}
