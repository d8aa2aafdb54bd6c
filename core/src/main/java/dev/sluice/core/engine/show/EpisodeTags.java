package dev.sluice.core.engine.show;

import dev.sluice.core.engine.sidecar.SmallFiles;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tags the file of an episode with what its show says, and with the show's image if the result is
 * audio. An image that cannot be read is left out. Thread-safe.
 */
public final class EpisodeTags {
  /** Players show a few lines, and some cannot read files with much longer tags. */
  private static final int LONGEST_DESCRIPTION = 4_000;

  private final SmallFiles files;

  public EpisodeTags(SmallFiles files) {
    this.files = files;
  }

  /**
   * Returns the tags of the job's episode; none if it is for no episode.
   *
   * @param media the media of the episode
   */
  public TagOverrides of(Job job, Media media, StageMonitor monitor) {
    if (job.episode().isEmpty()) {
      return TagOverrides.NONE;
    }
    Episode episode = job.episode().get();
    TagOverrides tags =
        new TagOverrides(
            job.source().title(),
            job.source().description().map(EpisodeTags::shortened),
            job.source().releaseDate(),
            Optional.of(episode.showTitle()),
            episode.author(),
            episode.number() > 0 ? OptionalInt.of(episode.number()) : OptionalInt.empty(),
            Optional.empty());
    boolean wanted = job.request().output().container().audioOnly();
    return wanted
        ? episode
            .image()
            .flatMap(url -> files.read(job, media, url, "cover", SmallFiles.QUICK, monitor))
            .map(picture -> tags.withCover(new Transcoder.Picture(picture)))
            .orElse(tags)
        : tags;
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST_DESCRIPTION) {
      return text;
    }
    int end = text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_DESCRIPTION - 1));
    return text.substring(0, end) + "…";
  }
}
