package dev.sluice.media.hls;

import dev.sluice.media.segments.Segment;
import java.time.Duration;
import java.util.List;

/**
 * The segments of one rendition, in order.
 *
 * @param ended whether no more will be added
 * @param sequence the number of the first of them
 * @param target how long a segment is at most
 */
record MediaPlaylist(List<Segment> segments, boolean ended, long sequence, Duration target) {
  MediaPlaylist {
    segments = List.copyOf(segments);
  }

  Duration duration() {
    return duration(segments);
  }

  static Duration duration(List<Segment> segments) {
    return segments.stream()
        .flatMap(segment -> segment.duration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
