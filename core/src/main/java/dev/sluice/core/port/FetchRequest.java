package dev.sluice.core.port;

import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import java.util.Objects;

/**
 * What to open, and what will be made of it.
 *
 * @param output what the result is to be: where a source has several renditions of the same, it
 *     tells which of them is worth fetching
 */
public record FetchRequest(SourceUrl url, OutputSpec output) {
  public FetchRequest {
    Objects.requireNonNull(url);
    Objects.requireNonNull(output);
  }

  /** The best that there is. */
  public static FetchRequest of(SourceUrl url) {
    return new FetchRequest(url, OutputSpec.DEFAULT);
  }
}
