package dev.sluice.media.web.segment;

import java.time.Duration;
import java.util.List;

/**
 * The segments of one track that are available now, in order.
 *
 * @param ended whether no further segments will be added
 * @param sequence the number of the first segment
 * @param target the longest duration of a segment
 */
public record SegmentWindow(List<Segment> segments, boolean ended, long sequence, Duration target) {
  public SegmentWindow {
    segments = SegmentList.of(segments);
  }

  /** Returns the same segments, to which no further ones will be added. */
  public SegmentWindow asEnded() {
    return new SegmentWindow(segments, true, sequence, target);
  }

  public Duration duration() {
    return duration(segments);
  }

  public static Duration duration(List<Segment> segments) {
    return segments.stream()
        .flatMap(segment -> segment.duration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
