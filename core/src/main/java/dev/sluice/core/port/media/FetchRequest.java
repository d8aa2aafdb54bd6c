package dev.sluice.core.port.media;

import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;

/**
 * What to open, for whom, and what will be made of it.
 *
 * @param output what the result is to be: where a source has several renditions of the same, it
 *     tells which of them is worth fetching
 * @param live how to record it, if it has no end yet; without, such a source is refused
 * @param owner who asks: a source may know it, by cookies that the operator keeps for it
 */
public record FetchRequest(
    SourceUrl url, OutputSpec output, Optional<LiveRecording> live, TenantId owner) {
  public FetchRequest {
    Objects.requireNonNull(url);
    Objects.requireNonNull(output);
    Objects.requireNonNull(live);
    Objects.requireNonNull(owner);
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
    return new FetchRequest(part, output, live.map(LiveRecording::begun), owner);
  }
}
