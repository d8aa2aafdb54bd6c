package dev.sluice.media.web.dash;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentList;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The subtitles of a presentation. Texts can be fetched: WebVTT and TTML, as they are or in mp4.
 */
final class TextTracks {
  private static final Logger LOG = System.getLogger(TextTracks.class.getName());

  private static final Set<String> SEGMENTED = Set.of("SegmentTemplate", "SegmentList");

  /** How many segments are listed in memory for all subtitles together. */
  private static final int MAX_LISTED = 5 * SegmentList.MAX_SIZE;

  private final List<Period> periods;
  private final Map<Kind, SegmentList.Builder> kinds = new LinkedHashMap<>();
  private final Set<Kind> tooLong = new HashSet<>();
  private final List<Representation> unreadable = new ArrayList<>();
  private final List<Representation> leftOut = new ArrayList<>();
  private int listed;

  private TextTracks(List<Period> periods) {
    this.periods = periods;
  }

  /** Lists the subtitles of a presentation. Those that cannot be listed are among the others. */
  static TextTracks of(List<Period> periods) {
    TextTracks tracks = new TextTracks(periods);
    periods.forEach(tracks::add);
    return tracks;
  }

  private void add(Period period) {
    // The representations of one adaptation set are alternatives.
    Set<XmlElement> added = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<Kind, Integer> alike = new HashMap<>();
    for (Representation text : period.texts()) {
      if (!isReadable(text)) {
        unreadable.add(text);
      } else if (!isFile(text) && !added.contains(set(text))) {
        Kind first = new Kind(text.language(), text.dispositions(), 0);
        if (add(text, first.numbered(alike.getOrDefault(first, 0)))) {
          added.add(set(text));
          alike.merge(first, 1, Integer::sum);
        }
      }
    }
  }

  /** Adds the segments to those of their kind, and returns whether there are any. */
  private boolean add(Representation text, Kind kind) {
    if (tooLong.contains(kind) || listed > MAX_LISTED) {
      giveUp(text, kind);
      return true;
    }
    List<Segment> segments = segments(text);
    if (segments.isEmpty()) {
      unreadable.add(text);
      return false;
    }
    listed += segments.size();
    if (listed > MAX_LISTED) {
      giveUp(text, kind);
      return true;
    }
    try {
      SegmentList.Builder all =
          kinds.computeIfAbsent(kind, none -> new SegmentList.Builder(text.base()));
      segments.forEach(all::add);
    } catch (SluiceException e) {
      LOG.log(Level.INFO, "Subtitles are left out ({0})", e.getMessage());
      giveUp(text, kind);
    }
    return true;
  }

  // Nobody may have asked for subtitles, so they are no reason to fail.
  private void giveUp(Representation text, Kind kind) {
    kinds.remove(kind);
    tooLong.add(kind);
    leftOut.add(text);
  }

  /** Returns the subtitles in files of their own: forced ones last. */
  List<SubtitleTrack> files() {
    return periods.get(0).texts().stream()
        .filter(this::isFile)
        .sorted(Comparator.comparing(text -> text.dispositions().contains(Disposition.FORCED)))
        .map(text -> new SubtitleTrack(SourceUrl.parse(text.base().toString()), text.language()))
        .distinct()
        .toList();
  }

  /** Returns the subtitles in segments, and those of several periods: forced ones last. */
  Map<SubtitleTrack, List<Segment>> inSegments() {
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

  /** Returns the other subtitles, each with the reason why it is not fetched. */
  List<StreamReport> others() {
    List<StreamReport> others =
        new ArrayList<>(
            reports(
                unreadable.stream().filter(text -> !isPictures(text)),
                "of DASH only clear subtitles in WebVTT and TTML can be read"));
    others.addAll(
        reports(
            unreadable.stream().filter(TextTracks::isPictures),
            "its subtitles are pictures, which are not converted to text"));
    others.addAll(reports(leftOut.stream(), "the manifest names too many segments of subtitles"));
    return others;
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

  /**
   * What makes the subtitles of two periods the same.
   *
   * @param number which it is of the adaptation sets of its period that are alike: labels may
   *     differ between periods, so they do not tell
   */
  private record Kind(Optional<String> language, Set<Disposition> dispositions, int number) {
    Kind numbered(int which) {
      return new Kind(language, dispositions, which);
    }

    boolean isForced() {
      return dispositions.contains(Disposition.FORCED);
    }

    SubtitleTrack track(List<Segment> segments) {
      return new SubtitleTrack(SourceUrl.parse(segments.get(0).uri().toString()), language);
    }
  }

  /** Returns the adaptation set. */
  private static XmlElement set(Representation text) {
    return text.scopes().get(1);
  }

  /** Returns all subtitles of a period that is recorded: none of them is fetched. */
  static List<StreamReport> ofRecording(Period period) {
    return reports(period.texts().stream(), "subtitles beside a recording of DASH are not read");
  }

  private static List<StreamReport> reports(Stream<Representation> texts, String reason) {
    Set<List<Object>> known = new HashSet<>();
    return texts
        .filter(text -> known.add(List.of(text.language(), text.title(), text.dispositions())))
        .map(text -> report(text, reason))
        .toList();
  }

  private boolean isFile(Representation text) {
    return periods.size() == 1
        && isVtt(text)
        && text.scopes().stream()
            .noneMatch(scope -> SEGMENTED.stream().anyMatch(name -> scope.child(name).isPresent()));
  }

  private static boolean isVtt(Representation text) {
    return !text.purpose().isProtected() && type(text).equals("text/vtt");
  }

  private static boolean isReadable(Representation text) {
    boolean isInMp4 = type(text).endsWith("/mp4") && codec(text).matches("(wvtt|stpp).*");
    return isVtt(text)
        || !text.purpose().isProtected()
            && (isInMp4 || type(text).equals("application/ttml+xml"))
            && !isPictures(text);
  }

  // The image profiles of IMSC 1 (W3C TTML Profile Registry).
  private static boolean isPictures(Representation text) {
    return codec(text).matches("(stpp\\.ttml\\.)?im[12]i.*");
  }

  private static String codec(Representation text) {
    return attribute(text, "codecs").orElse("");
  }

  private static String type(Representation text) {
    return attribute(text, "mimeType").orElse("");
  }

  private static StreamReport report(Representation text, String reason) {
    String name = codec(text) + " " + type(text);
    return new StreamReport(
        StreamKind.SUBTITLE,
        name.matches("(stpp|.*ttml).*") ? "ttml" : "webvtt",
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
