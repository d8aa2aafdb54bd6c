package dev.sluice.media.web.dash;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.CodecName;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tracks of a presentation through all of its periods. The representations are selected in the
 * longest period; each other period continues with the most similar ones. Whether their segments
 * fit together is checked when the init segments are read.
 */
final class PeriodTracks {
  /**
   * A track.
   *
   * @param selected its representation in the period that was selected in
   * @param parts its representations in all periods, in order
   */
  record Track(Representation selected, List<Representation> parts) {}

  private PeriodTracks() {}

  /**
   * Returns the tracks.
   *
   * @throws SluiceException MEDIA_PROTECTED, STREAM_UNSUPPORTED
   */
  static List<Track> of(List<Period> periods, OutputSpec output) {
    periods.forEach(period -> requireClear(period, output));
    Period longest = longest(periods);
    List<Track> tracks = new ArrayList<>();
    for (Representation selected : RenditionSelector.select(longest.offers(), output)) {
      List<Representation> parts = new ArrayList<>();
      for (Period period : periods) {
        parts.add(period == longest ? selected : counterpart(selected, period));
      }
      tracks.add(new Track(selected, parts));
    }
    return tracks;
  }

  private static Period longest(List<Period> periods) {
    return periods.stream()
        .max(Comparator.comparing(period -> period.seconds().orElse(0.0)))
        .orElseThrow();
  }

  /**
   * Returns the segments of a track.
   *
   * @param heads finds the init segments that the manifest does not name
   * @throws SluiceException STREAM_UNSUPPORTED, SOURCE_EMPTY
   */
  static List<Segment> segments(Track track, FileHeads heads) {
    if (track.parts().size() == 1) {
      return DashSegments.of(track.parts().get(0)).segments();
    }
    SegmentList.Builder all = new SegmentList.Builder(track.selected().base());
    for (Representation part : track.parts()) {
      List<Segment> segments = DashSegments.of(part).segments();
      // Complete files cannot be concatenated.
      boolean isWhole = segments.get(0).init().isEmpty();
      (isWhole ? heads.apart(segments, part) : segments).forEach(all::add);
    }
    return all.build();
  }

  /**
   * Checks that a wanted picture or sound is not available with protection only: a film without it
   * would not be the film.
   *
   * @throws SluiceException MEDIA_PROTECTED
   */
  static void requireClear(Period period, OutputSpec output) {
    boolean isPictureLocked =
        !output.container().audioOnly() && isLocked(period, Representation::videoCodec);
    boolean isSoundLocked = isLocked(period, Representation::audioCodec);
    if (isPictureLocked || isSoundLocked) {
      String what =
          isPictureLocked && isSoundLocked ? "" : isPictureLocked ? "'s video" : "'s audio";
      throw new SluiceException(
          FailureCode.MEDIA_PROTECTED,
          "The stream%s is protected by DRM and cannot be fetched: %s"
              .formatted(what, SourceUrl.redacted(period.locked().get(0).base())));
    }
  }

  private static boolean isLocked(Period period, Function<Representation, Optional<String>> codec) {
    return period.offers().stream().allMatch(offer -> codec.apply(offer).isEmpty())
        && period.locked().stream().anyMatch(offer -> codec.apply(offer).isPresent());
  }

  /** Returns the audio tracks that are not among the selected ones, each with the reason. */
  static List<StreamReport> others(List<Period> periods, List<Track> tracks, OutputSpec output) {
    Period longest = longest(periods);
    List<Representation> taken = new ArrayList<>();
    tracks.forEach(track -> taken.add(track.selected()));
    List<StreamReport> reports = new ArrayList<>();
    for (Representation other : RenditionSelector.otherAudio(longest.offers(), taken, output)) {
      taken.add(other);
      reports.add(report(other, RenditionSelector.NOT_PREFERRED));
    }
    for (Representation other : RenditionSelector.otherAudio(longest.locked(), taken, output)) {
      reports.add(report(other, "it is protected by DRM"));
    }
    return reports;
  }

  private static StreamReport report(Representation other, String reason) {
    return new StreamReport(
        StreamKind.AUDIO,
        CodecName.libavName(other.audioCodec().orElse("")),
        other.language(),
        other.title(),
        other.dispositions(),
        Action.DROPPED,
        Optional.empty(),
        Optional.of(reason));
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
                    other -> !other.language().equals(selected.language()))
                .thenComparing(other -> !other.dispositions().equals(selected.dispositions()))
                .thenComparing(other -> -other.preference())
                .thenComparing(other -> !other.id().equals(selected.id()))
                .thenComparing(other -> Math.abs(other.bandwidth() - selected.bandwidth())))
        .orElseThrow(
            () ->
                selected.unsupported(
                    "has periods with different codecs or sizes, which do not fit into one file"));
  }
}
