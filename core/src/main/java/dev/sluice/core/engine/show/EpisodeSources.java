package dev.sluice.core.engine.show;

import dev.sluice.core.engine.common.Fetchers;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the source of a job. If the link to an episode has expired since its show was read, the
 * show is read again. Thread-safe.
 */
public final class EpisodeSources {
  private static final Logger LOG = System.getLogger(EpisodeSources.class.getName());

  /** The failures by which origins reject an expired link. */
  private static final Set<FailureCode> EXPIRED =
      EnumSet.of(
          FailureCode.SOURCE_UNAUTHORIZED,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE,
          FailureCode.SOURCE_REFUSED);

  private final Fetchers fetchers;
  private final EpisodeJobs episodes;

  public EpisodeSources(Fetchers fetchers, EpisodeJobs episodes) {
    this.fetchers = fetchers;
    this.episodes = episodes;
  }

  /**
   * Opens the media of the job.
   *
   * @throws SluiceException what {@link dev.sluice.core.port.media.MediaFetcher#open} throws
   */
  public Media open(Job job, StageMonitor monitor) {
    SourceUrl url = job.request().url();
    try {
      return open(job, url, monitor);
    } catch (SluiceException e) {
      if (job.episode().isEmpty() || !EXPIRED.contains(e.code())) {
        throw e;
      }
      SourceUrl other = otherUrl(job, e, monitor).orElseThrow(() -> e);
      LOG.log(
          Level.INFO,
          "job {0} found its episode at another URL, {1} ({2}: {3})",
          job.id(),
          other,
          e.code(),
          e.getMessage());
      return open(job, other, monitor);
    }
  }

  private Media open(Job job, SourceUrl url, StageMonitor monitor) {
    FetchRequest request =
        new FetchRequest(url, job.request().output(), job.request().live(), job.tenant());
    return fetchers.open(request, monitor);
  }

  // If the show cannot be read, the origin's failure says more.
  private Optional<SourceUrl> otherUrl(Job job, SluiceException first, StageMonitor monitor) {
    try {
      return episodes.otherUrl(job, monitor);
    } catch (SluiceException e) {
      monitor.check();
      first.addSuppressed(e);
      return Optional.empty();
    }
  }
}
