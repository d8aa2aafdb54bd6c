package dev.sluice.core.engine.sidecar;

import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import java.util.Optional;

/** Reads the thumbnail that a source offers: the image of an episode or of a page. Thread-safe. */
public final class SourceThumbnail {
  private final SmallFiles files;

  public SourceThumbnail(SmallFiles files) {
    this.files = files;
  }

  /**
   * Returns the picture; empty if there is none or the job wants none.
   *
   * @param tags the tags of the result, which may hold the image of the episode already
   */
  public Optional<Transcoder.Picture> of(
      Job job, Media media, TagOverrides tags, StageMonitor monitor) {
    if (!job.request().thumbnail()) {
      return Optional.empty();
    }
    return tags.cover()
        .or(
            () ->
                job.episode()
                    .flatMap(Episode::image)
                    .or(media::thumbnail)
                    .flatMap(
                        url -> files.read(job, media, url, "thumbnail", SmallFiles.QUICK, monitor))
                    .map(Transcoder.Picture::new));
  }
}
