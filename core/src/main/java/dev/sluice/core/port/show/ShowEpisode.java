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
 * @param identity tells it from the others of its show, and stays from one expansion to the next
 * @param page where people find it: its page, else its first enclosure
 * @param enclosures the publisher's first choice first; empty where there is no media to fetch
 * @param unavailableReason where there is none: a sentence that names the episode and says why
 */
public record ShowEpisode(
    String identity,
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
    Objects.requireNonNull(identity);
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(publishedAt);
    Objects.requireNonNull(duration);
    Objects.requireNonNull(image);
    Objects.requireNonNull(transcript);
    Objects.requireNonNull(page);
    enclosures = List.copyOf(enclosures);
    if (enclosures.isEmpty() != unavailableReason.isPresent()) {
      throw new IllegalArgumentException("an episode has media, or a reason why it has none");
    }
  }

  /** An episode with media and nothing else to say of it. */
  public static ShowEpisode of(String identity, String title, SourceUrl media) {
    return new ShowEpisode(
        identity,
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

  /** The same episode without media, for this reason. */
  public ShowEpisode without(SourceUrl itsPage, String why) {
    return new ShowEpisode(
        identity,
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

  /** The same episode, published then. */
  public ShowEpisode publishedAt(Instant moment) {
    return new ShowEpisode(
        identity,
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
}
