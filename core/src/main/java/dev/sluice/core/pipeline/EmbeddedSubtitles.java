package dev.sluice.core.pipeline;

import dev.sluice.core.job.Job;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.MediaFacts.StreamFacts;
import dev.sluice.core.port.MediaFacts.StreamKind;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.Transcoder;
import dev.sluice.core.request.SubtitleChoice;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The subtitles within the media itself, for jobs that want some and have not found them beside it.
 * Their languages name files, so the media is looked at before it is read; one that cannot be read
 * twice keeps its subtitles to itself. Thread-safe.
 */
final class EmbeddedSubtitles {
  /** What can be made text; the others are pictures of it. */
  private static final Set<String> TEXTS =
      Set.of("subrip", "webvtt", "mov_text", "ass", "ssa", "text");

  private final Transcoder transcoder;

  /** A stream that is wanted, and what its file's name is to end in. */
  record Wanted(int stream, String extension) {}

  EmbeddedSubtitles(Transcoder transcoder) {
    this.transcoder = transcoder;
  }

  /**
   * @param found what there is already
   */
  List<Wanted> of(Job job, Media media, List<Sidecar> found, StageMonitor monitor) {
    if (job.request().subtitles().isEmpty()) {
      return List.of();
    }
    SubtitleChoice choice = job.request().subtitles().get();
    boolean anyWill = choice.languages().isEmpty();
    Set<Integer> satisfied = new HashSet<>();
    found.forEach(
        sidecar -> satisfied.add(rank(choice, SubtitleNames.languageOf(sidecar.extension()))));
    boolean enough = anyWill ? !found.isEmpty() : satisfied.size() == choice.languages().size();
    if (enough || !media.inputs().stream().allMatch(MediaInput::seekable)) {
      return List.of();
    }
    Set<String> taken = new HashSet<>();
    return ranked(choice, transcoder.probe(media.inputs(), monitor)).stream()
        .filter(stream -> !satisfied.contains(rank(choice, stream)))
        .map(stream -> new Wanted(stream.index(), SubtitleNames.extension(stream.language())))
        .filter(wanted -> taken.add(wanted.extension()))
        .limit(anyWill ? 1 : SubtitleChoice.MOST)
        .toList();
  }

  private static List<StreamFacts> ranked(SubtitleChoice choice, MediaFacts facts) {
    return facts.streams().stream()
        .filter(stream -> stream.kind() == StreamKind.SUBTITLE && TEXTS.contains(stream.codec()))
        .filter(stream -> rank(choice, stream) >= 0)
        .sorted(Comparator.comparingInt(stream -> rank(choice, stream)))
        .toList();
  }

  private static int rank(SubtitleChoice choice, StreamFacts stream) {
    return rank(choice, SubtitleNames.language(stream.language()));
  }

  /** −1 if it is not wanted. */
  private static int rank(SubtitleChoice choice, String language) {
    return choice.rank(language).orElse(-1);
  }
}
