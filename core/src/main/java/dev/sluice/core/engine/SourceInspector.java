package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.engine.limits.QuotaFailures;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.ExpiringCache;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Inspects sources within a time limit, and caches the results for a minute, since clients often
 * ask for the same URL twice. Thread-safe.
 */
final class SourceInspector {
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);

  /** The bytes of all results: a source may have any number of chapters and other renditions. */
  private static final long MAX_BYTES = 4L << 20;

  /** About what a stream, a chapter, a tag, or a result without any takes. */
  private static final int OBJECT_BYTES = 500;

  /** Of one tenant: a site may show different media to different credentials. */
  private record Key(TenantId tenant, SourceUrl url) {}

  private final EnginePorts ports;
  private final ExpiringCache<Key, SourceInfo> cache;

  SourceInspector(EnginePorts ports) {
    this.ports = ports;
    this.cache = new ExpiringCache<>(ports.clock(), TIME_TO_LIVE, MAX_BYTES);
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
    cache.put(key, found, bytes(found));
    return found;
  }

  private static long bytes(SourceInfo info) {
    MediaInfo media = info.media();
    long objects =
        1L
            + media.streams().size()
            + media.chapters().size()
            + media.tags().size()
            + info.otherRenditions().size();
    long texts = media.tags().values().stream().mapToLong(String::length).sum();
    for (Optional<String> text : List.of(info.title(), info.description(), info.releaseDate())) {
      texts += text.map(String::length).orElse(0);
    }
    return OBJECT_BYTES * objects + 2 * texts;
  }

  /** Probes the media; the monitor may end it. */
  MediaInfo probe(SourceUrl url, StageMonitor monitor) {
    try (Media media = ports.fetchers().open(FetchRequest.of(url), monitor)) {
      return ports.transcoder().probe(media.inputs(), monitor);
    }
  }

  /**
   * Returns what a job for this request would make. That the opened source does not fit the request
   * or is unusable, as protected media is, is a failure of the plan.
   *
   * @throws SluiceException JOB_TIMEOUT after {@code most}; any failure to open the source or to
   *     read its bytes
   */
  JobPlan plan(TenantId tenant, JobRequest request, Duration most) {
    FetchRequest wanted = new FetchRequest(request.url(), request.output(), request.live(), tenant);
    return withMedia(wanted, most, (media, monitor) -> plan(tenant, request, media, monitor));
  }

  private JobPlan plan(TenantId tenant, JobRequest request, Media media, StageMonitor monitor) {
    OutputSpec output = request.output();
    Transcoder.Plan plan;
    try {
      plan = ports.transcoder().plan(media.inputs(), output, monitor);
    } catch (SluiceException e) {
      if (monitor.cancelled() || !ends(e.code().category())) {
        throw e;
      }
      return new JobPlan(
          media.title(),
          Optional.empty(),
          List.of(),
          List.of(),
          OptionalLong.empty(),
          List.of(),
          List.of(failure(e)));
    }
    OptionalLong size = SizeEstimate.of(plan, output, size(media.inputs()));
    List<SluiceException> exceeded =
        QuotaFailures.of(
            plan,
            output,
            size,
            ports.database().keys().quota(tenant),
            ports.database().usage().usage(tenant));
    return new JobPlan(
        SourceSummaries.of(media, plan.source()).title(),
        plan.source().duration().map(whole -> QuotaFailures.durationOfResult(whole, output)),
        StreamReports.streams(plan, media),
        StreamReports.missing(output, plan.streams()),
        size,
        List.of(),
        exceeded.stream().map(SourceInspector::failure).toList());
  }

  // A source that cannot be read now may be readable later, which says nothing about the job.
  private static boolean ends(FailureCode.Category category) {
    return category == FailureCode.Category.REQUEST || category == FailureCode.Category.CONTENT;
  }

  private static Job.Failure failure(SluiceException why) {
    return new Job.Failure(why.code(), why.getMessage());
  }

  private SourceInfo fetch(TenantId tenant, SourceUrl url, Duration most) {
    return withMedia(
        FetchRequest.of(url).by(tenant),
        most,
        (media, monitor) -> {
          MediaInfo info = ports.transcoder().probe(media.inputs(), monitor);
          SourceSummary summary = SourceSummaries.of(media, info);
          return new SourceInfo(
              summary.title(),
              summary.description(),
              summary.releaseDate(),
              media.thumbnail(),
              media.listing(),
              size(media.inputs()),
              info,
              media.otherRenditions());
        });
  }

  private <T> T withMedia(
      FetchRequest request, Duration most, BiFunction<Media, StageMonitor, T> read) {
    RunMonitor monitor = new RunMonitor(System::nanoTime);
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
    try (Media media = ports.fetchers().open(request, monitor)) {
      return read.apply(media, monitor);
    } catch (SluiceException e) {
      throw monitor.reason().orElse(e);
    } finally {
      monitor.memory().close();
      deadline.cancel(false);
    }
  }

  /** Returns the size of all inputs in bytes; empty if one is unknown. */
  static OptionalLong size(List<MediaInput> inputs) {
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
