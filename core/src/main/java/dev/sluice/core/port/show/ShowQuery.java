package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;

/**
 * Which show is meant.
 *
 * @param feed where its feed is, if the caller knows
 */
public record ShowQuery(SourceUrl url, Optional<SourceUrl> feed) {
  public ShowQuery {
    Objects.requireNonNull(url);
    Objects.requireNonNull(feed);
  }

  /** A show whose feed the caller does not know, or that is its own feed. */
  public static ShowQuery of(SourceUrl url) {
    return new ShowQuery(url, Optional.empty());
  }
}
