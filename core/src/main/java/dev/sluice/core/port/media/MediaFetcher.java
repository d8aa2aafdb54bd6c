package dev.sluice.core.port.media;

import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;

/**
 * Opens media that lies behind a URL. Thread-safe: many jobs open at the same time.
 *
 * <p>Retrying a whole job is the engine's business; an adapter takes up a cut transfer where it
 * stopped, and otherwise reports the failure.
 */
public interface MediaFetcher {
  /** Whether this fetcher is the one for the URL, by its text alone: nothing is asked or opened. */
  boolean handles(SourceUrl url);

  /**
   * Opens the media: when this returns, the origin has answered and the first bytes can be read.
   * Bytes arrive ahead of the reader within bounded memory. If it throws, nothing is left open.
   *
   * @throws dev.sluice.core.failure.SluiceException with a code of category SOURCE, CONTENT or
   *     LIMIT; CANCELLED when the monitor says so
   */
  Media open(FetchRequest request, StageMonitor monitor);

  /** Opens the best that there is. */
  default Media open(SourceUrl url, StageMonitor monitor) {
    return open(FetchRequest.of(url), monitor);
  }

  /**
   * What to open, for whom, and what will be made of it.
   *
   * @param output what the result is to be: where a source has several renditions of the same, it
   *     tells which of them is worth fetching
   * @param live how to record it, if it has no end yet; without, such a source is refused
   * @param tenant who asks: a source may know it, by cookies that the operator keeps for it
   */
  public record FetchRequest(
      SourceUrl url, OutputSpec output, Optional<LiveRecording> live, TenantId tenant) {
    public FetchRequest {
      Objects.requireNonNull(url);
      Objects.requireNonNull(output);
      Objects.requireNonNull(live);
      Objects.requireNonNull(tenant);
    }

    public FetchRequest(SourceUrl url, OutputSpec output, Optional<LiveRecording> live) {
      this(url, output, live, TenantId.LOCAL);
    }

    /** A source that has an end. */
    public FetchRequest(SourceUrl url, OutputSpec output) {
      this(url, output, Optional.empty());
    }

    /** The best that there is. */
    public static FetchRequest of(SourceUrl url) {
      return new FetchRequest(url, OutputSpec.DEFAULT);
    }

    /** The same for somebody else. */
    public FetchRequest by(TenantId asking) {
      return new FetchRequest(url, output, live, asking);
    }

    /** The same of a part of it, which is there already: nobody waits for that to begin. */
    public FetchRequest ofPart(SourceUrl part) {
      return new FetchRequest(part, output, live.map(LiveRecording::begun), tenant);
    }
  }
}
