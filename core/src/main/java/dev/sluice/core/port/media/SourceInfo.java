package dev.sluice.core.port.media;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What lies behind a URL: what the source says of itself, or its media's tags where it says
 * nothing.
 *
 * @param releaseDate as the source writes it, ISO 8601 where it can be told
 * @param thumbnail a picture that stands for it
 * @param listing how its site lists it; empty for plain files and streams
 * @param size in bytes, of all inputs together, where the origin tells it
 */
public record SourceInfo(
    Optional<String> title,
    Optional<String> description,
    Optional<String> releaseDate,
    Optional<SourceUrl> thumbnail,
    Optional<SiteListing> listing,
    OptionalLong size,
    MediaInfo media) {

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
}
