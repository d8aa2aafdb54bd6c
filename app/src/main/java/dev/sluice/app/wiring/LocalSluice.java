package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.Sluice;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.storage.s3.S3ArtifactStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A {@link Sluice} for one job: jobs in memory, one worker, no server. May be closed twice. */
public final class LocalSluice implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LocalSluice.class.getName());

  /** Somebody waits: one short retry is worth it, a long pause or an outage is not. */
  private static final RetryPolicy BRIEF = RetryPolicy.withPauses(List.of(Duration.ofSeconds(1)));

  private final ResourceStack parts;
  private final Sluice sluice;

  private LocalSluice(Settings settings, ResourceStack parts, ArtifactStore store) {
    this.parts = parts;
    InstantSource clock = InstantSource.system();
    SiteCredentialsFile credentials = SiteCredentialsFile.of(settings, clock);
    OkHttpWebClient web = parts.add(Adapters.web(settings));
    this.sluice =
        parts.add(
            Sluice.builder()
                .fetcher(
                    parts.add(
                        Adapters.fetcher(settings, web, credentials, tenant -> Optional.empty())))
                .transcoder(Adapters.transcoder(settings, DataFolder.temporary()))
                .store(store)
                .shows(ShowExpanders.of(settings, web, clock, credentials))
                .showTimeout(settings.shows().timeout())
                .baseFolder("")
                .workers(1)
                .jobTimeout(settings.jobTimeout())
                .retries(LocalSluice::pause)
                .start());
  }

  private static Optional<Duration> pause(Job job, RetryPolicy.Failed failure) {
    return failure.isOutage() && job.excused().total() > 0
        ? Optional.empty()
        : BRIEF.pauseBefore(job, failure);
  }

  /** Stores in this folder, without a base folder. */
  public static LocalSluice intoFolder(Settings settings, Path folder) {
    FileNames.warn();
    FileArtifactStore store = FileArtifactStore.in(folder);
    clear(store, settings.jobTimeout());
    return start(settings, new ResourceStack(), store);
  }

  /** Removes the part files of runs that were killed. */
  private static void clear(FileArtifactStore store, Duration longestJob) {
    try {
      store.sweepFilesHere(
          InstantSource.system().instant().minus(longestJob).minus(Sweeper.MARGIN));
    } catch (SluiceException e) {
      // The job itself will fail with it, if it matters.
      LOG.log(Level.DEBUG, "part files cannot be searched: {0}", e.getMessage());
    }
  }

  /** Stores in the bucket of the settings, which must name one. */
  public static LocalSluice intoBucket(Settings settings) {
    ResourceStack parts = new ResourceStack();
    S3ArtifactStore store = parts.add(Adapters.bucket(settings.s3().orElseThrow()));
    return start(settings, parts, store);
  }

  /** Starts it; if that fails, closes the parts. */
  static LocalSluice start(Settings settings, ResourceStack parts, ArtifactStore store) {
    try {
      return new LocalSluice(settings, parts, store);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  public Sluice sluice() {
    return sluice;
  }

  @Override
  public void close() {
    parts.close();
  }
}
