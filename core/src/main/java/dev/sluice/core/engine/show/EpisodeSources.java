package dev.sluice.core.engine.show;

import dev.sluice.core.engine.common.Fetchers;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the source of a job. The link to an episode may have expired since its show was read: then
 * the show is asked once more where the episode is. Thread-safe.
 */
public final class EpisodeSources {
  private static final Logger LOG = System.getLogger(EpisodeSources.class.getName());

  /** How origins refuse a link that has expired. */
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
   * @throws SluiceException what {@link MediaFetcher#open} throws
   */
  public Media open(Job job, StageMonitor monitor) {
    SourceUrl url = job.request().url();
    try {
      return open(job, url, monitor);
    } catch (SluiceException e) {
      if (job.episode().isEmpty() || !EXPIRED.contains(e.code())) {
        throw e;
      }
      SourceUrl other = elsewhere(job, e, monitor).orElseThrow(() -> e);
      LOG.log(
          Level.INFO,
          "job {0} found its episode elsewhere, at {1} ({2}: {3})",
          job.id(),
          other,
          e.code(),
          e.getMessage());
      return open(job, other, monitor);
    }
  }

  private Media open(Job job, SourceUrl url, StageMonitor monitor) {
    FetchRequest request =
        new FetchRequest(url, job.request().output(), job.request().live(), job.owner());
    return fetchers.open(request, monitor);
  }

  // A show that cannot be read now says less than what the origin said.
  private Optional<SourceUrl> elsewhere(Job job, SluiceException first, StageMonitor monitor) {
    try {
      return episodes.elsewhere(job, monitor);
    } catch (SluiceException e) {
      monitor.check();
      first.addSuppressed(e);
      return Optional.empty();
    }
  }
}
