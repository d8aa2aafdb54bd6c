package dev.sluice.core.job;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;

/**
 * The words of an episode, as its publisher offers them.
 *
 * @param type its media type as the publisher writes it, such as {@code text/vtt}
 * @param language as the publisher writes it, such as {@code en-GB}
 */
public record Transcript(SourceUrl url, String type, Optional<String> language) {
  public Transcript {
    Objects.requireNonNull(url);
    Objects.requireNonNull(type);
    Objects.requireNonNull(language);
  }
}
