package dev.sluice.core.engine;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.OutputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reports what became of the streams of a source, and what is missing. Pure. */
final class StreamReports {
  private StreamReports() {}

  /** Returns the streams that the transcoder saw, and the renditions that were not fetched. */
  static List<StreamReport> streams(List<StreamReport> seen, Media media) {
    return Stream.concat(seen.stream(), media.otherRenditions().stream()).toList();
  }

  /** Returns what the result lacks although the output asks for it, one sentence each. */
  static List<String> missing(OutputSpec output, Transcoder.Result result) {
    List<String> missing = new ArrayList<>(result.missing());
    missing.addAll(missing(output, result.streams()));
    return List.copyOf(missing);
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
