package dev.sluice.media.web.dash;

import dev.sluice.media.web.segment.Segment;
import java.time.Duration;

/**
 * A segment with its time.
 *
 * @param start in seconds since its period began
 */
record TimedSegment(Segment segment, double start) {
  double end() {
    return start + segment.duration().map(Duration::toNanos).orElse(0L) / 1e9;
  }

  /** Returns the segment moved by some seconds. */
  TimedSegment shifted(double seconds) {
    return new TimedSegment(segment, start + seconds);
  }
}
