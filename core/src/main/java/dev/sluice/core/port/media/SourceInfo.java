package dev.sluice.core.port.media;

import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A description of the source at a URL: the metadata that the source gives, completed from the tags
 * of its media.
 *
 * @param releaseDate in ISO 8601 if its format is known, else as the source writes it
 * @param thumbnail a picture that represents the source
 * @param listing how its site lists the media; empty for plain files and streams
 * @param size in bytes, of all inputs together, if the origin announces it
 * @param media the contents of the inputs
 * @param otherRenditions what the source's manifest offers beside them; see {@link
 *     Media#otherRenditions}
 */
public record SourceInfo(
    Optional<String> title,
    Optional<String> description,
    Optional<String> releaseDate,
    Optional<SourceUrl> thumbnail,
    Optional<SiteListing> listing,
    OptionalLong size,
    MediaInfo media,
    List<StreamReport> otherRenditions) {
  public SourceInfo {
    otherRenditions = List.copyOf(otherRenditions);
  }

  /**
   * A site's listing of its media.
   *
   * @param site the site's name as yt-dlp writes it, such as {@code YouTube}
   * @param author the owner of the channel, or the uploader
   * @param views the number of views, if the site shows it
   * @param likes the number of likes, if the site shows it
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
