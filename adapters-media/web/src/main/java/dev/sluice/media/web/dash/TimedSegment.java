package dev.sluice.media.web.dash;

import dev.sluice.media.web.segment.Segment;
import java.time.Duration;

/**
 * @param start in seconds since its period began
 */
record TimedSegment(Segment segment, double start) {
  double end() {
    return start + segment.duration().map(Duration::toNanos).orElse(0L) / 1e9;
  }

  TimedSegment later(double seconds) {
    return new TimedSegment(segment, start + seconds);
  }
}
