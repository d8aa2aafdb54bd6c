package dev.sluice.core.job;

import dev.sluice.core.request.SourceUrl;
import java.util.Objects;
import java.util.Optional;

/**
 * Which episode of which show a job is for. What the episode says of itself (title, description,
 * date) stands in the job's {@link SourceSummary} from the beginning.
 *
 * @param show the show's URL as it was asked for, by which it can be expanded again
 * @param feed the feed that the request named, if it did
 * @param identity tells the episode from the others of its show, whenever it is expanded
 * @param number its place in the show, the oldest being 1; 0 for one that was asked for alone
 * @param author who makes the show
 * @param image the episode's own, else the show's
 */
public record Episode(
    SourceUrl show,
    Optional<SourceUrl> feed,
    String identity,
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
}
