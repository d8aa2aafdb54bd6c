package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A look at what lies behind a URL, within a time; it holds for a minute. Thread-safe. */
final class SourceInspector {
  private final EnginePorts ports;
  private final ProbeCache kept;

  SourceInspector(EnginePorts ports) {
    this.ports = ports;
    this.kept = new ProbeCache(ports.clock());
  }

  /**
   * @throws SluiceException JOB_TIMEOUT after {@code most}, and whatever a job would end with
   */
  SourceInfo at(TenantId owner, SourceUrl url, Duration most) {
    Optional<SourceInfo> known = kept.at(owner, url);
    if (known.isPresent()) {
      return known.get();
    }
    SourceInfo found = found(owner, url, most);
    kept.keep(owner, url, found);
    return found;
  }

  /** What lies there now, for as long as the monitor lets it take. */
  MediaInfo probe(SourceUrl url, StageMonitor monitor) {
    try (Media media = ports.fetchers().open(FetchRequest.of(url), monitor)) {
      return ports.transcoder().probe(media.inputs(), monitor);
    }
  }

  private SourceInfo found(TenantId owner, SourceUrl url, Duration most) {
    RunMonitor monitor = new RunMonitor(ports.clock());
    SluiceException late =
        new SluiceException(
            FailureCode.JOB_TIMEOUT,
            "Looking at the source took longer than "
                + Durations.inWords(most)
                + "; a job may take its time");
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> monitor.end(late),
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    FetchRequest request = FetchRequest.of(url).by(owner);
    try (Media media = ports.fetchers().open(request, monitor)) {
      MediaInfo facts = ports.transcoder().probe(media.inputs(), monitor);
      SourceSummary summary = SourceSummaries.of(media, facts);
      return new SourceInfo(
          summary.title(),
          summary.description(),
          summary.releaseDate(),
          media.thumbnail(),
          media.listing(),
          size(media.inputs()),
          facts);
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
