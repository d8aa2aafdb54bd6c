package dev.sluice.media.web.dash;

import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.SourceUrl;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The subtitles of a presentation. Those in a file of their own can be fetched. Pure functions. */
final class TextTracks {
  private static final Set<String> SEGMENTED = Set.of("SegmentTemplate", "SegmentList");

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

  /** Returns the other subtitles, each with the reason why it is not fetched. */
  static List<StreamReport> others(List<Period> periods) {
    return reports(
        periods.stream()
            .flatMap(period -> period.texts().stream())
            .filter(text -> !isFile(text, periods)),
        "of DASH only subtitles in a WebVTT file of their own can be read");
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
        && !text.purpose().isProtected()
        && attribute(text, "mimeType").filter("text/vtt"::equals).isPresent()
        && text.scopes().stream()
            .noneMatch(scope -> SEGMENTED.stream().anyMatch(name -> scope.child(name).isPresent()));
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
