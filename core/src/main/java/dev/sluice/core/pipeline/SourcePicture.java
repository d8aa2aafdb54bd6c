package dev.sluice.core.pipeline;

import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.Picture;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.Tags;
import java.util.Optional;

/**
 * The picture by which a source shows itself, for jobs that want a thumbnail: an episode's, and
 * what a site has for its film. Thread-safe.
 */
final class SourcePicture {
  private final SmallFiles files;

  SourcePicture(SmallFiles files) {
    this.files = files;
  }

  /**
   * Empty for a job that wants no thumbnail, too.
   *
   * @param tags whose cover is the episode's, where there is one
   */
  Optional<Picture> of(Job job, Media media, Tags tags, StageMonitor monitor) {
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
