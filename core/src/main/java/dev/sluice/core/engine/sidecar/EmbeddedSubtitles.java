package dev.sluice.core.engine.sidecar;

import dev.sluice.core.job.Job;
import dev.sluice.core.media.CopyPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.LanguageChoice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Selects subtitle streams of the media itself, for jobs that want subtitles for which the source
 * has no separate file. The languages name files, so the media is probed before it is read.
 * Thread-safe.
 */
public final class EmbeddedSubtitles {
  private static final Logger LOG = System.getLogger(EmbeddedSubtitles.class.getName());

  private final Transcoder transcoder;

  /** A selected stream and the extension of its file. */
  public record Wanted(int stream, String extension) {}

  /**
   * The selection.
   *
   * @param inputs the inputs of the media, at their beginnings
   */
  public record Selection(List<Wanted> wanted, List<MediaInput> inputs) {}

  public EmbeddedSubtitles(Transcoder transcoder) {
    this.transcoder = transcoder;
  }

  /**
   * Selects the streams.
   *
   * @param found the separate subtitles
   */
  public Selection of(Job job, Media media, List<Sidecar> found, StageMonitor monitor) {
    // The subtitles of a live stream are not known in advance.
    if (job.request().subtitles().isEmpty() || job.request().live().isPresent()) {
      return new Selection(List.of(), media.inputs());
    }
    LanguageChoice choice = job.request().subtitles().get();
    boolean anyLanguage = choice.isAny();
    Set<Integer> satisfied = new HashSet<>();
    found.forEach(
        sidecar -> satisfied.add(rank(choice, SubtitleNames.languageOf(sidecar.extension()))));
    boolean enough = anyLanguage ? !found.isEmpty() : satisfied.size() == choice.languages().size();
    if (enough) {
      return new Selection(List.of(), media.inputs());
    }
    List<MediaInput> inputs =
        media.inputs().stream()
            .map(input -> input.seekable() ? input : new RereadInput(input))
            .toList();
    Set<String> taken = new HashSet<>();
    List<Wanted> wanted =
        ranked(choice, probed(job, inputs, monitor)).stream()
            .filter(stream -> !satisfied.contains(rank(choice, stream)))
            .map(stream -> new Wanted(stream.index(), SubtitleNames.extension(stream.language())))
            .filter(one -> taken.add(one.extension()))
            .limit(anyLanguage ? 1 : LanguageChoice.MOST)
            .toList();
    return new Selection(wanted, inputs);
  }

  private List<StreamInfo> probed(Job job, List<MediaInput> inputs, StageMonitor monitor) {
    try {
      return transcoder.probe(inputs, job.request().output(), monitor).streams();
    } catch (RereadInput.TooFarException e) {
      LOG.log(
          Level.INFO,
          "job {0} goes on without the subtitles in the media, if it has any: its server sends no"
              + " ranges, and its index is at its end",
          job.id());
      return List.of();
    } finally {
      inputs.forEach(
          input -> {
            if (input instanceof RereadInput reread) {
              reread.rewind();
            }
          });
    }
  }

  private static List<StreamInfo> ranked(LanguageChoice choice, List<StreamInfo> streams) {
    return streams.stream()
        .filter(stream -> stream.kind() == StreamKind.SUBTITLE)
        .filter(stream -> CopyPolicy.isTextSubtitle(stream.codec()))
        .filter(stream -> rank(choice, stream) >= 0)
        .sorted(Comparator.comparingInt(stream -> rank(choice, stream)))
        .toList();
  }

  private static int rank(LanguageChoice choice, StreamInfo stream) {
    return rank(choice, SubtitleNames.language(stream.language()));
  }

  /** Returns −1 for a language that is not wanted. */
  private static int rank(LanguageChoice choice, String language) {
    return choice.rank(language).orElse(-1);
  }
}
