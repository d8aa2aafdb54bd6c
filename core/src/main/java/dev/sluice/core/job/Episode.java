package dev.sluice.core.job;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;

/**
 * The episode of a show that a job is for. The episode's title, description and date are in the
 * job's {@link SourceSummary} from the beginning.
 *
 * @param show the show's URL as in the request; the show can be expanded again with it
 * @param feed the feed that the request named, if any
 * @param identity finds the episode in another expansion of its show
 * @param number the position in the show, with 1 for the oldest; 0 for an episode that was
 *     requested alone
 * @param author the maker of the show
 * @param image the image of the episode, else that of the show
 */
public record Episode(
    SourceUrl show,
    Optional<SourceUrl> feed,
    EpisodeIdentity identity,
    int number,
    String showTitle,
    Optional<String> author,
    Optional<SourceUrl> image,
    Optional<Transcript> transcript) {
  public Episode {
    Objects.requireNonNull(show);
    Objects.requireNonNull(feed);
    Objects.requireNonNull(identity);
    Objects.requireNonNull(showTitle);
    Objects.requireNonNull(author);
    Objects.requireNonNull(image);
    Objects.requireNonNull(transcript);
    if (number < 0) {
      throw new IllegalArgumentException("an episode's number is not negative: " + number);
    }
  }

  /**
   * The transcript of an episode that its publisher offers.
   *
   * @param type the media type as the publisher writes it, such as {@code text/vtt}
   * @param language as the publisher writes it, such as {@code en-GB}
   */
  public record Transcript(SourceUrl url, String type, Optional<String> language) {
    public Transcript {
      Objects.requireNonNull(url);
      Objects.requireNonNull(type);
      Objects.requireNonNull(language);
    }
  }
}
