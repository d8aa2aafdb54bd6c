package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;

/**
 * Media as a show's feed offers it.
 *
 * @param type its media type in lower case, such as {@code audio/mpeg}; empty where the feed says
 *     none
 */
public record Enclosure(SourceUrl url, Optional<String> type) {
  public Enclosure {
    Objects.requireNonNull(url);
    Objects.requireNonNull(type);
  }

  /** Whether it is said to be sound alone. */
  public boolean isAudio() {
    return type.filter(said -> said.startsWith("audio/")).isPresent();
  }
}
