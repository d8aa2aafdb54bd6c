package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.ExpiringCache;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Inspects sources within a time limit, and caches the results for a minute, since clients often
 * ask for the same URL twice. Thread-safe.
 */
final class SourceInspector {
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 1_000;

  /** Of one tenant: a site may show different media to different credentials. */
  private record Key(TenantId tenant, SourceUrl url) {}

  private final EnginePorts ports;
  private final ExpiringCache<Key, SourceInfo> cache;

  SourceInspector(EnginePorts ports) {
    this.ports = ports;
    this.cache = new ExpiringCache<>(ports.clock(), TIME_TO_LIVE, MAX_ENTRIES);
  }

  /**
   * @throws SluiceException JOB_TIMEOUT after {@code most}; any failure with which a job would end
   */
  SourceInfo inspect(TenantId tenant, SourceUrl url, Duration most) {
    Key key = new Key(tenant, url);
    Optional<SourceInfo> known = cache.get(key);
    if (known.isPresent()) {
      return known.get();
    }
    SourceInfo found = fetch(tenant, url, most);
    cache.put(key, found);
    return found;
  }

  /** Probes the media; the monitor may end it. */
  MediaInfo probe(SourceUrl url, StageMonitor monitor) {
    try (Media media = ports.fetchers().open(FetchRequest.of(url), monitor)) {
      return ports.transcoder().probe(media.inputs(), monitor);
    }
  }

  private SourceInfo fetch(TenantId tenant, SourceUrl url, Duration most) {
    RunMonitor monitor = new RunMonitor(ports.clock());
    SluiceException timeout =
        new SluiceException(
            FailureCode.JOB_TIMEOUT,
            "Looking at the source took longer than "
                + Durations.inWords(most)
                + "; a job may take its time");
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> monitor.end(timeout),
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    FetchRequest request = FetchRequest.of(url).by(tenant);
    try (Media media = ports.fetchers().open(request, monitor)) {
      MediaInfo info = ports.transcoder().probe(media.inputs(), monitor);
      SourceSummary summary = SourceSummaries.of(media, info);
      return new SourceInfo(
          summary.title(),
          summary.description(),
          summary.releaseDate(),
          media.thumbnail(),
          media.listing(),
          size(media.inputs()),
          info);
    } catch (SluiceException e) {
      throw monitor.reason().orElse(e);
    } finally {
      deadline.cancel(false);
    }
  }

  private static OptionalLong size(List<MediaInput> inputs) {
    long sum = 0;
    for (MediaInput input : inputs) {
      if (input.size().isEmpty()) {
        return OptionalLong.empty();
      }
      sum += input.size().getAsLong();
    }
    return OptionalLong.of(sum);
  }
}
