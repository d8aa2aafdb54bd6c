package dev.sluice.core.engine.show;

import dev.sluice.core.engine.sidecar.SmallFiles;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Picture;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.TagOverrides;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an episode's file says of itself: what its show says of it, with the show's picture where
 * only sound is kept. A picture that cannot be had is no reason to do without the sound.
 * Thread-safe.
 */
public final class EpisodeTags {
  /** Players show a few lines of it, and some read no file whose tags are much longer. */
  private static final int LONGEST_DESCRIPTION = 4_000;

  private final SmallFiles files;

  public EpisodeTags(SmallFiles files) {
    this.files = files;
  }

  /** Nothing, for a job that is for no episode. */
  public TagOverrides of(Job job, StageMonitor monitor) {
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
            .flatMap(url -> files.read(job, url, "cover", SmallFiles.QUICK, monitor))
            .map(picture -> tags.withCover(new Picture(picture)))
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
