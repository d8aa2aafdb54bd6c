package dev.sluice.core.port.media;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a site lists its media.
 *
 * @param site its name, in lower case
 * @param author whose channel it is, or who put it there
 * @param views how often it was watched, where the site tells
 * @param likes how many liked it, where the site tells
 */
public record SiteListing(
    String site, Optional<String> author, OptionalLong views, OptionalLong likes) {
  public SiteListing {
    Objects.requireNonNull(site);
    Objects.requireNonNull(author);
    Objects.requireNonNull(views);
    Objects.requireNonNull(likes);
  }
}
