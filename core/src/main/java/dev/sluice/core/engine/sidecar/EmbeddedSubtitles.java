package dev.sluice.core.engine.sidecar;

import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo.StreamFacts;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.SubtitleChoice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The subtitles within the media itself, for jobs that want some and have not found them beside it.
 * Their languages name files, so the media is looked at before it is read. Thread-safe.
 */
public final class EmbeddedSubtitles {
  private static final Logger LOG = System.getLogger(EmbeddedSubtitles.class.getName());

  /** What can be made text; the others are pictures of it. */
  private static final Set<String> TEXTS =
      Set.of("subrip", "webvtt", "mov_text", "ass", "ssa", "text");

  private final Transcoder transcoder;

  /** A stream that is wanted, and what its file's name is to end in. */
  public record Wanted(int stream, String extension) {}

  /**
   * @param inputs the media's, to be read from their beginnings
   */
  public record Found(List<Wanted> wanted, List<MediaInput> inputs) {}

  public EmbeddedSubtitles(Transcoder transcoder) {
    this.transcoder = transcoder;
  }

  /**
   * @param found what there is already
   */
  public Found of(Job job, Media media, List<Sidecar> found, StageMonitor monitor) {
    // Of a stream without an end nobody knows what it is going to say.
    if (job.request().subtitles().isEmpty() || job.request().live().isPresent()) {
      return new Found(List.of(), media.inputs());
    }
    SubtitleChoice choice = job.request().subtitles().get();
    boolean anyWill = choice.languages().isEmpty();
    Set<Integer> satisfied = new HashSet<>();
    found.forEach(
        sidecar -> satisfied.add(rank(choice, SubtitleNames.languageOf(sidecar.extension()))));
    boolean enough = anyWill ? !found.isEmpty() : satisfied.size() == choice.languages().size();
    if (enough) {
      return new Found(List.of(), media.inputs());
    }
    List<MediaInput> inputs =
        media.inputs().stream()
            .map(input -> input.seekable() ? input : new RereadInput(input))
            .toList();
    Set<String> taken = new HashSet<>();
    List<Wanted> wanted =
        ranked(choice, looked(job, inputs, monitor)).stream()
            .filter(stream -> !satisfied.contains(rank(choice, stream)))
            .map(stream -> new Wanted(stream.index(), SubtitleNames.extension(stream.language())))
            .filter(one -> taken.add(one.extension()))
            .limit(anyWill ? 1 : SubtitleChoice.MOST)
            .toList();
    return new Found(wanted, inputs);
  }

  private List<StreamFacts> looked(Job job, List<MediaInput> inputs, StageMonitor monitor) {
    try {
      return transcoder.probe(inputs, monitor).streams();
    } catch (RereadInput.TooFarException e) {
      LOG.log(
          Level.INFO,
          "job {0} does without the subtitles within the media, if it has some: its server sends no"
              + " ranges, and what it holds stands at its end",
          job.id());
      return List.of();
    } finally {
      inputs.forEach(
          input -> {
            if (input instanceof RereadInput twice) {
              twice.again();
            }
          });
    }
  }

  private static List<StreamFacts> ranked(SubtitleChoice choice, List<StreamFacts> streams) {
    return streams.stream()
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
