package dev.sluice.media.hls;

import java.time.Duration;
import java.util.List;

/**
 * The segments of one rendition, in order.
 *
 * @param ended whether no more will be added
 */
record MediaPlaylist(List<Segment> segments, boolean ended) {
  MediaPlaylist {
    segments = List.copyOf(segments);
  }

  Duration duration() {
    return segments.stream()
        .flatMap(segment -> segment.duration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
