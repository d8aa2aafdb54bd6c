package dev.sluice.core.port.show;

import dev.sluice.core.job.Episode.Transcript;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One episode of a show, as its publisher announces it.
 *
 * @param guid what the source calls the episode; empty if it gives no name. Several episodes of a
 *     feed may have the same, and a feed may change it: {@link EpisodeIdentities} finds an episode
 *     again
 * @param page the episode's page for people, else its first enclosure
 * @param enclosures the publisher's preferred one first; empty if there is no media to fetch
 * @param unavailableReason present if there is no media: a sentence that names the episode and says
 *     why
 */
public record ShowEpisode(
    Optional<Guid> guid,
    String title,
    Optional<String> description,
    Optional<Instant> publishedAt,
    Optional<Duration> duration,
    Optional<SourceUrl> image,
    Optional<Transcript> transcript,
    SourceUrl page,
    List<Enclosure> enclosures,
    Optional<String> unavailableReason) {
  public ShowEpisode {
    Objects.requireNonNull(guid);
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(publishedAt);
    Objects.requireNonNull(duration);
    Objects.requireNonNull(image);
    Objects.requireNonNull(transcript);
    Objects.requireNonNull(page);
    enclosures = List.copyOf(enclosures);
    if (enclosures.isEmpty() != unavailableReason.isPresent()) {
      throw new IllegalArgumentException(
          "an episode must have either media or a reason why it has none");
    }
  }

  /** Returns an episode with a title and media only. */
  public static ShowEpisode of(String guid, String title, SourceUrl media) {
    return new ShowEpisode(
        Optional.of(Guid.ofPublisher(guid)),
        title,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        media,
        List.of(new Enclosure(media, Optional.empty())),
        Optional.empty());
  }

  /** Returns this episode without media, for the given reason. */
  public ShowEpisode without(SourceUrl itsPage, String why) {
    return new ShowEpisode(
        guid,
        title,
        description,
        publishedAt,
        duration,
        image,
        transcript,
        itsPage,
        List.of(),
        Optional.of(why));
  }

  /** Returns this episode with another date of publication. */
  public ShowEpisode publishedAt(Instant moment) {
    return new ShowEpisode(
        guid,
        title,
        description,
        Optional.of(moment),
        duration,
        image,
        transcript,
        page,
        enclosures,
        unavailableReason);
  }

  /**
   * A name for an episode.
   *
   * @param text not blank
   */
  public record Guid(String text, Issuer issuer) {
    /** Who gives a name. */
    public enum Issuer {
      /** The publisher of a feed, who may give one name to several episodes. */
      PUBLISHER,
      /** A service, which never gives a name twice. */
      SERVICE
    }

    public Guid {
      Objects.requireNonNull(issuer);
      if (text.isBlank()) {
        throw new IllegalArgumentException("a guid is not blank");
      }
    }

    public static Guid ofPublisher(String text) {
      return new Guid(text, Issuer.PUBLISHER);
    }

    public static Guid ofService(String text) {
      return new Guid(text, Issuer.SERVICE);
    }
  }

  /**
   * Media that a show's feed offers.
   *
   * @param type the media type in lower case, such as {@code audio/mpeg}; empty if the feed gives
   *     none
   */
  public record Enclosure(SourceUrl url, Optional<String> type) {
    public Enclosure {
      Objects.requireNonNull(url);
      Objects.requireNonNull(type);
    }

    /** Returns whether the feed says that this media is audio only. */
    public boolean isAudio() {
      return type.filter(said -> said.startsWith("audio/")).isPresent();
    }
  }
}
