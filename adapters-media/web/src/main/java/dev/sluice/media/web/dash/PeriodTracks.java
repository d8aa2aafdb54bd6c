package dev.sluice.media.web.dash;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.segment.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The tracks of a presentation through all of its periods. The representations are selected in the
 * longest period; each other period continues with the most similar ones. Whether their segments
 * fit together is checked when the init segments are read. Pure.
 */
final class PeriodTracks {
  private PeriodTracks() {}

  /**
   * Returns the segments of each track.
   *
   * @throws SluiceException STREAM_UNSUPPORTED, SOURCE_EMPTY
   */
  static List<List<Segment>> of(List<Period> periods, OutputSpec output) {
    Period longest =
        periods.stream()
            .max(Comparator.comparing(period -> period.seconds().orElse(0.0)))
            .orElseThrow();
    List<List<Segment>> tracks = new ArrayList<>();
    for (Representation selected : RenditionSelector.select(longest.offers(), output)) {
      List<Segment> segments = new ArrayList<>();
      for (Period period : periods) {
        Representation here = period == longest ? selected : counterpart(selected, period);
        segments.addAll(segments(here, periods.size() > 1));
      }
      tracks.add(segments);
    }
    return tracks;
  }

  private static List<Segment> segments(Representation here, boolean several) {
    List<Segment> segments = DashSegments.of(here).stream().map(TimedSegment::segment).toList();
    // Complete files cannot be concatenated.
    if (several && segments.stream().anyMatch(segment -> segment.init().isEmpty())) {
      throw here.unsupported("has several periods without an initialization segment");
    }
    return segments;
  }

  /**
   * Returns the representation of another period that continues this one.
   *
   * @throws SluiceException STREAM_UNSUPPORTED if there is none
   */
  static Representation counterpart(Representation selected, Period period) {
    return period.offers().stream()
        .filter(other -> other.videoCodec().equals(selected.videoCodec()))
        .filter(other -> other.audioCodec().equals(selected.audioCodec()))
        .filter(other -> other.shorterSide() == selected.shorterSide())
        .min(
            Comparator.<Representation, Boolean>comparing(
                    other -> !other.id().equals(selected.id()))
                .thenComparing(other -> Math.abs(other.bandwidth() - selected.bandwidth())))
        .orElseThrow(
            () ->
                selected.unsupported(
                    "has periods with different codecs or sizes, which do not fit into one file"));
  }
}
