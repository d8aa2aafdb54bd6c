package dev.sluice.core.engine.sidecar;

import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Picture;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.TagOverrides;
import java.util.Optional;

/**
 * The picture by which a source shows itself, for jobs that want a thumbnail: an episode's, and
 * what a site has for its film. Thread-safe.
 */
public final class SourceThumbnail {
  private final SmallFiles files;

  public SourceThumbnail(SmallFiles files) {
    this.files = files;
  }

  /**
   * Empty for a job that wants no thumbnail, too.
   *
   * @param tags whose cover is the episode's, where there is one
   */
  public Optional<Picture> of(Job job, Media media, TagOverrides tags, StageMonitor monitor) {
    if (!job.request().thumbnail()) {
      return Optional.empty();
    }
    return tags.cover()
        .or(
            () ->
                job.episode()
                    .flatMap(Episode::image)
                    .or(media::thumbnail)
                    .flatMap(url -> files.read(job, url, "thumbnail", SmallFiles.QUICK, monitor))
                    .map(Picture::new));
  }
}
