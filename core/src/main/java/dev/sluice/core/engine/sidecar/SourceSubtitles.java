package dev.sluice.core.engine.sidecar;

import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.LanguageChoice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the separate subtitles of a source: the transcript of an episode and the subtitle files of
 * a page. Subtitles that cannot be read or converted are left out, which is logged. Thread-safe.
 */
public final class SourceSubtitles {
  private static final Logger LOG = System.getLogger(SourceSubtitles.class.getName());

  /** The time limit: subtitles of a stream come in hundreds of segments. */
  private static final Duration MOST = Duration.ofMinutes(1);

  private final SmallFiles files;

  public SourceSubtitles(SmallFiles files) {
    this.files = files;
  }

  /** Returns the subtitles that the job wants, the preferred first, one for each language. */
  public List<Sidecar> of(Job job, Media media, StageMonitor monitor) {
    if (job.request().subtitles().isEmpty()) {
      return List.of();
    }
    LanguageChoice choice = job.request().subtitles().get();
    List<Sidecar> found = new ArrayList<>();
    for (SubtitleTrack track : wanted(choice, tracks(job, media))) {
      boolean known =
          found.stream()
              .anyMatch(one -> one.extension().equals(SubtitleNames.extension(track.language())));
      if (!known) {
        subtitle(job, media, track, monitor).ifPresent(found::add);
      }
      if (choice.isAny() && !found.isEmpty()) {
        break;
      }
    }
    return found;
  }

  private static Stream<SubtitleTrack> tracks(Job job, Media media) {
    Stream<SubtitleTrack> transcript =
        job.episode().flatMap(episode -> episode.transcript()).stream()
            .map(text -> new SubtitleTrack(text.url(), text.language()));
    return Stream.concat(transcript, media.subtitles().stream());
  }

  private static List<SubtitleTrack> wanted(LanguageChoice choice, Stream<SubtitleTrack> tracks) {
    return tracks
        .filter(track -> choice.rank(SubtitleNames.language(track.language())).isPresent())
        .sorted(
            Comparator.comparingInt(
                track -> choice.rank(SubtitleNames.language(track.language())).getAsInt()))
        .limit(LanguageChoice.MOST)
        .toList();
  }

  private Optional<Sidecar> subtitle(
      Job job, Media media, SubtitleTrack track, StageMonitor monitor) {
    Optional<TimedText> read = files.readTimed(job, media, track.url(), "subtitles", MOST, monitor);
    // Where a manifest gives shifts, only the run tells when the clip begins.
    boolean isShifted =
        read.filter(timed -> timed.parts().stream().anyMatch(part -> part.shift().isPresent()))
            .isPresent();
    Optional<Clip> clip = isShifted ? Optional.empty() : job.request().output().clip();
    Optional<byte[]> text = read.flatMap(timed -> WebVtt.of(timed, clip, Map.of()));
    if (read.isPresent() && text.isEmpty()) {
      LOG.log(
          Level.INFO,
          "job {0} goes on without the subtitles at {1}: no WebVTT can be made of them",
          job.id(),
          track.url());
    }
    String extension = SubtitleNames.extension(track.language());
    return text.map(vtt -> Sidecar.timed(extension, vtt, read.get()));
  }
}
