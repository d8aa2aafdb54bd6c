package dev.sluice.core.port.media;

import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;

/**
 * Opens the media at a URL. Thread-safe: many jobs open media at the same time.
 *
 * <p>The engine retries whole jobs. An adapter only resumes an interrupted transfer where it
 * stopped, and otherwise reports the failure.
 */
public interface MediaFetcher {
  /** Returns whether this fetcher handles the URL, by its text alone: nothing is requested. */
  boolean handles(SourceUrl url);

  /**
   * Opens the media: when this returns, the origin has answered and the first bytes can be read.
   * Bytes arrive ahead of the reader within bounded memory. If it throws, nothing is left open.
   *
   * @throws dev.sluice.core.failure.SluiceException with a code of category SOURCE, CONTENT or
   *     LIMIT; CANCELLED when the monitor says so
   */
  Media open(FetchRequest request, StageMonitor monitor);

  /** Opens the best rendition, with the default output. */
  default Media open(SourceUrl url, StageMonitor monitor) {
    return open(FetchRequest.of(url), monitor);
  }

  /**
   * A request to open media: the URL, the tenant, and the output that the job makes from it.
   *
   * @param output the requested output: it selects among the renditions of a source
   * @param live how to record a live stream; if empty, a live stream is refused
   * @param tenant the tenant that asks; a fetcher may use cookies that the operator has set for it
   * @param isProbe whether no job makes anything of the media, so that its options cannot help
   */
  public record FetchRequest(
      SourceUrl url,
      OutputSpec output,
      Optional<LiveRecording> live,
      TenantId tenant,
      boolean isProbe) {
    public FetchRequest {
      Objects.requireNonNull(url);
      Objects.requireNonNull(output);
      Objects.requireNonNull(live);
      Objects.requireNonNull(tenant);
    }

    /** Makes a request for a job of a tenant. */
    public FetchRequest(
        SourceUrl url, OutputSpec output, Optional<LiveRecording> live, TenantId tenant) {
      this(url, output, live, tenant, false);
    }

    public FetchRequest(SourceUrl url, OutputSpec output, Optional<LiveRecording> live) {
      this(url, output, live, TenantId.LOCAL);
    }

    /** Makes a request for a source that is not live. */
    public FetchRequest(SourceUrl url, OutputSpec output) {
      this(url, output, Optional.empty());
    }

    /** Returns a request for the best rendition, for a probe. */
    public static FetchRequest of(SourceUrl url) {
      return new FetchRequest(url, OutputSpec.DEFAULT, Optional.empty(), TenantId.LOCAL, true);
    }

    /** Returns this request for another tenant. */
    public FetchRequest by(TenantId asking) {
      return new FetchRequest(url, output, live, asking, isProbe);
    }

    /**
     * Returns this request for a part of the media. The part exists already, so the fetcher does
     * not wait for it to begin.
     */
    public FetchRequest ofPart(SourceUrl part) {
      return new FetchRequest(part, output, live.map(LiveRecording::begun), tenant, isProbe);
    }
  }
}
