package dev.sluice.media.web.dash;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.segment.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The tracks of a presentation through all of its periods. What is fetched is chosen in the longest
 * one; the others go on with their likeness of it. Whether the segments fit together, their heads
 * show. Pure.
 */
final class PeriodTracks {
  private PeriodTracks() {}

  /**
   * @throws SluiceException STREAM_UNSUPPORTED, SOURCE_EMPTY
   */
  static List<List<Segment>> of(List<Period> periods, OutputSpec output) {
    Period longest =
        periods.stream()
            .max(Comparator.comparing(period -> period.seconds().orElse(0.0)))
            .orElseThrow();
    List<List<Segment>> tracks = new ArrayList<>();
    for (Representation chosen : RenditionSelector.of(longest.offers(), output)) {
      List<Segment> segments = new ArrayList<>();
      for (Period period : periods) {
        Representation here = period == longest ? chosen : like(chosen, period);
        segments.addAll(segments(here, periods.size() > 1));
      }
      tracks.add(segments);
    }
    return tracks;
  }

  private static List<Segment> segments(Representation here, boolean several) {
    List<Segment> segments = DashSegments.of(here).stream().map(TimedSegment::segment).toList();
    // Files that are whole by themselves become none by being put behind each other.
    if (several && segments.stream().anyMatch(segment -> segment.head().isEmpty())) {
      throw here.unsupported("has several periods without an initialization segment");
    }
    return segments;
  }

  /**
   * The offer of another period that goes on with this one.
   *
   * @throws SluiceException STREAM_UNSUPPORTED if there is none
   */
  static Representation like(Representation chosen, Period period) {
    return period.offers().stream()
        .filter(other -> other.picture().equals(chosen.picture()))
        .filter(other -> other.sound().equals(chosen.sound()))
        .filter(other -> other.shorterSide() == chosen.shorterSide())
        .min(
            Comparator.<Representation, Boolean>comparing(other -> !other.id().equals(chosen.id()))
                .thenComparing(other -> Math.abs(other.bandwidth() - chosen.bandwidth())))
        .orElseThrow(
            () ->
                chosen.unsupported(
                    "has periods of different codecs or sizes, which cannot be put into one file"));
  }
}
