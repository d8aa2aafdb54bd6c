package dev.sluice.core.pipeline;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Transcript;
import dev.sluice.core.port.StageMonitor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The subtitles of an episode, for jobs that want them: its transcript. Words that cannot be had,
 * or that nobody could show, are no reason to do without the sound. Thread-safe.
 */
final class EpisodeWords {
  private static final Logger LOG = System.getLogger(EpisodeWords.class.getName());

  /** A language tag as in BCP 47, as far as it matters in a file's name. */
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}");

  /** What ISO 639-2 has for a language that nobody named. */
  private static final String UNDETERMINED = "und";

  /**
   * Subtitles to be stored.
   *
   * @param extension of their file, such as {@code en.vtt}
   * @param text WebVTT
   */
  record Subtitle(String extension, byte[] text) {}

  private final SmallFiles files;

  EpisodeWords(SmallFiles files) {
    this.files = files;
  }

  /** Nothing, for a job that wants none or whose source has none. */
  Optional<Subtitle> of(Job job, StageMonitor monitor) {
    if (!job.request().subtitles()) {
      return Optional.empty();
    }
    return job.episode()
        .flatMap(episode -> episode.transcript())
        .flatMap(transcript -> subtitle(job, transcript, monitor));
  }

  private Optional<Subtitle> subtitle(Job job, Transcript transcript, StageMonitor monitor) {
    Optional<byte[]> read = files.read(job, transcript.url(), "transcript", monitor);
    Optional<byte[]> text = read.flatMap(bytes -> WebVtt.of(bytes, job.request().output().clip()));
    if (read.isPresent() && text.isEmpty()) {
      LOG.log(
          Level.INFO,
          "job {0} goes on without the transcript at {1}: no WebVTT can be made of it ({2})",
          job.id(),
          transcript.url(),
          transcript.type());
    }
    return text.map(made -> new Subtitle(extension(transcript), made));
  }

  private static String extension(Transcript transcript) {
    String language =
        transcript
            .language()
            .map(said -> said.strip().replace('_', '-'))
            .filter(said -> LANGUAGE.matcher(said).matches())
            .orElse(UNDETERMINED);
    return language + ".vtt";
  }
}
