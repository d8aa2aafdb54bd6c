package dev.sluice.core.engine;

import dev.sluice.core.engine.sidecar.Sidecar;
import dev.sluice.core.engine.sidecar.SubtitleNames;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.Language;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.OutputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reports what became of the streams of a source, and what is missing. Pure. */
final class StreamReports {
  private StreamReports() {}

  /** Returns the streams that the transcoder planned, and the renditions that are not fetched. */
  static List<StreamReport> streams(Transcoder.Plan plan, Media media) {
    return Stream.concat(plan.streams().stream(), media.otherRenditions().stream()).toList();
  }

  /** Returns the streams that the transcoder saw, and the renditions that were not fetched. */
  static List<StreamReport> streams(Transcoder.Result result, Media media) {
    return Stream.concat(seen(result), media.otherRenditions().stream()).toList();
  }

  // Subtitles that the container does not hold are not lost if they are sidecars.
  private static Stream<StreamReport> seen(Transcoder.Result result) {
    List<StreamInfo> source = result.source().streams();
    List<StreamReport> reports = result.streams();
    return IntStream.range(0, reports.size())
        .mapToObj(
            i ->
                reports.get(i).action() == Action.DROPPED
                        && i < source.size()
                        && result.subtitles().containsKey(source.get(i).index())
                    ? StreamReport.dropped(source.get(i), "it is stored beside the file")
                    : reports.get(i));
  }

  /**
   * Returns what the result lacks although the request asks for it, one sentence each.
   *
   * @param subtitles the sidecars of the result
   */
  static List<String> missing(
      JobRequest request, Transcoder.Result result, List<Sidecar> subtitles) {
    List<String> missing = new ArrayList<>(result.missing());
    missing.addAll(missing(request.output(), result.streams()));
    request.subtitles().flatMap(choice -> missing(choice, subtitles)).ifPresent(missing::add);
    if (request.thumbnail() && result.thumbnail().isEmpty()) {
      missing.add("No thumbnail could be made of the source");
    }
    return List.copyOf(missing);
  }

  // The source may have them: as pictures, live, or in a file that could not be fetched or read.
  private static Optional<String> missing(LanguageChoice choice, List<Sidecar> subtitles) {
    if (choice.isAny()) {
      return subtitles.isEmpty()
          ? Optional.of("No text subtitles could be stored beside the file")
          : Optional.empty();
    }
    List<String> without =
        choice.languages().stream()
            .filter(language -> subtitles.stream().noneMatch(file -> isIn(language, file)))
            .map(Language::tag)
            .toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No text subtitles in %s could be stored beside the file"
                .formatted(String.join(", ", without)));
  }

  private static boolean isIn(Language language, Sidecar subtitles) {
    String named = SubtitleNames.languageOf(subtitles.extension());
    return Language.find(named).filter(language::includes).isPresent();
  }

  /** Returns what the output asks for and these streams do not have, one sentence each. */
  static List<String> missing(OutputSpec output, List<StreamReport> streams) {
    LanguageChoice languages = output.audioLanguages();
    List<StreamReport> audio =
        streams.stream()
            .filter(stream -> stream.kind() == StreamKind.AUDIO)
            .filter(stream -> stream.action() != Action.DROPPED)
            .toList();
    boolean asked = !languages.isAny() && !audio.isEmpty();
    return asked && audio.stream().noneMatch(stream -> isChosen(languages, stream))
        ? List.of("The source has no audio in %s; its default audio is taken".formatted(languages))
        : List.of();
  }

  private static boolean isChosen(LanguageChoice languages, StreamReport audio) {
    return languages.rank(audio.language().orElse("")).isPresent();
  }
}
