package dev.sluice.media.web.dash;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.Segment.Section;
import dev.sluice.media.web.segment.SegmentList;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The subtitles of a presentation. Those in plain WebVTT can be fetched. Pure functions. */
final class TextTracks {
  private static final Logger LOG = System.getLogger(TextTracks.class.getName());

  private static final Set<String> SEGMENTED = Set.of("SegmentTemplate", "SegmentList");

  /** How many segments are listed in memory for all subtitles together. */
  private static final int MAX_LISTED = 5 * SegmentList.MAX_SIZE;

  private TextTracks() {}

  /** Returns the subtitles in files of their own: forced ones last. */
  static List<SubtitleTrack> files(List<Period> periods) {
    return periods.get(0).texts().stream()
        .filter(text -> isFile(text, periods))
        .sorted(Comparator.comparing(text -> text.dispositions().contains(Disposition.FORCED)))
        .map(text -> new SubtitleTrack(SourceUrl.parse(text.base().toString()), text.language()))
        .distinct()
        .toList();
  }

  /**
   * Returns the subtitles in segments, and those of several periods: forced ones last. The segments
   * of each are shifted to the beginning of the first period.
   *
   * @throws SluiceException STREAM_UNSUPPORTED if there are too many
   */
  static Map<SubtitleTrack, List<Segment>> inSegments(List<Period> periods) {
    Map<Kind, SegmentList.Builder> kinds = new LinkedHashMap<>();
    int listed = 0;
    Duration start = Duration.ofNanos(Math.round(periods.get(0).start() * 1e6) * 1_000);
    for (Period period : periods) {
      Set<Kind> known = new HashSet<>();
      for (Representation text : period.texts()) {
        Kind kind = new Kind(text.language(), text.dispositions());
        List<Segment> segments = isVtt(text) && !isFile(text, periods) ? segments(text) : List.of();
        listed += segments.size();
        if (listed > MAX_LISTED) {
          throw text.unsupported("names more than " + MAX_LISTED + " segments of subtitles");
        }
        if (!segments.isEmpty() && known.add(kind)) {
          SegmentList.Builder all =
              kinds.computeIfAbsent(kind, none -> new SegmentList.Builder(text.base()));
          segments.forEach(each -> all.add(shifted(each, start)));
        }
      }
    }
    Map<SubtitleTrack, List<Segment>> tracks = new LinkedHashMap<>();
    kinds.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().isForced()))
        .forEach(
            entry -> {
              List<Segment> all = entry.getValue().build();
              tracks.put(entry.getKey().track(all), all);
            });
    return tracks;
  }

  /** Returns the segments; none if the manifest lists them in no supported way. */
  private static List<Segment> segments(Representation text) {
    try {
      return DashSegments.of(text).segments();
    } catch (SluiceException e) {
      LOG.log(Level.INFO, "Subtitles are left out ({0})", e.getMessage());
      return List.of();
    }
  }

  /** What makes the subtitles of two periods the same. */
  private record Kind(Optional<String> language, Set<Disposition> dispositions) {
    boolean isForced() {
      return dispositions.contains(Disposition.FORCED);
    }

    SubtitleTrack track(List<Segment> segments) {
      return new SubtitleTrack(SourceUrl.parse(segments.get(0).uri().toString()), language);
    }
  }

  private static Segment shifted(Segment text, Duration start) {
    Section section = text.section();
    return text.in(new Section(section.number(), section.shift().map(shift -> shift.minus(start))));
  }

  /** Returns the other subtitles, each with the reason why it is not fetched. */
  static List<StreamReport> others(List<Period> periods) {
    return reports(
        periods.stream()
            .flatMap(period -> period.texts().stream())
            .filter(text -> !isVtt(text) || !(isFile(text, periods) || !segments(text).isEmpty())),
        "of DASH only subtitles in WebVTT can be read, in a file or in segments that are no mp4");
  }

  /** Returns all subtitles of a period that is recorded: none of them is fetched. */
  static List<StreamReport> ofRecording(Period period) {
    return reports(period.texts().stream(), "subtitles beside a recording of DASH are not read");
  }

  private static List<StreamReport> reports(Stream<Representation> texts, String reason) {
    Set<Optional<String>> languages = new HashSet<>();
    return texts
        .filter(text -> languages.add(text.language()))
        .map(text -> report(text, reason))
        .toList();
  }

  private static boolean isFile(Representation text, List<Period> periods) {
    return periods.size() == 1
        && isVtt(text)
        && text.scopes().stream()
            .noneMatch(scope -> SEGMENTED.stream().anyMatch(name -> scope.child(name).isPresent()));
  }

  private static boolean isVtt(Representation text) {
    return !text.purpose().isProtected()
        && attribute(text, "mimeType").filter("text/vtt"::equals).isPresent();
  }

  private static StreamReport report(Representation text, String reason) {
    String name = attribute(text, "codecs").or(() -> attribute(text, "mimeType")).orElse("");
    return new StreamReport(
        StreamKind.SUBTITLE,
        name.startsWith("stpp") || name.contains("ttml") ? "ttml" : "webvtt",
        text.language(),
        text.title(),
        text.dispositions(),
        Action.DROPPED,
        Optional.empty(),
        Optional.of(reason));
  }

  private static Optional<String> attribute(Representation text, String name) {
    return text.scopes().stream().flatMap(scope -> scope.attribute(name).stream()).findFirst();
  }
}
