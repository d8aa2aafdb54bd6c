package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns a show's URL into its episodes. Thread-safe.
 *
 * <p>The engine limits how long callers wait, shares one expansion among concurrent callers, and
 * caches the result for a while. An expander does the work on each call.
 */
public interface ShowExpander {
  /**
   * Returns whether this expander handles the query, by the texts of the URLs alone. The first
   * expander that returns true is used, so an expander for any URL with a feed must be last.
   */
  boolean recognises(ShowQuery query);

  /**
   * Returns the show with its complete list of episodes, or throws; the list is never partial.
   * Episodes whose media cannot be found are in the list, each with its reason.
   *
   * @param deadline the time to give up; it is checked between requests and bounds each of them
   * @throws dev.sluice.core.failure.SluiceException SHOW_NOT_FOUND, SHOW_GONE; SHOW_UNSUPPORTED
   *     with a sentence that says what works instead; SHOW_AMBIGUOUS with the candidates;
   *     SHOW_EMPTY; EPISODE_MISSING if the URL is of one episode that has no media; FEED_INVALID,
   *     FEED_TOO_LARGE; SERVICE_LIMITED with the time to wait, SERVICE_REFUSED; SHOW_TIMEOUT at the
   *     deadline; those of category SOURCE
   */
  Show expand(ShowQuery query, Instant deadline);

  /** Returns whether this expander handles the URL, without a feed. */
  default boolean recognises(SourceUrl url) {
    return recognises(ShowQuery.of(url));
  }

  /**
   * A query for a show.
   *
   * @param feed the URL of the show's feed, if the caller knows it
   */
  public record ShowQuery(SourceUrl url, Optional<SourceUrl> feed) {
    public ShowQuery {
      Objects.requireNonNull(url);
      Objects.requireNonNull(feed);
    }

    /** Returns a query for a show whose feed is unknown, or whose URL is the feed. */
    public static ShowQuery of(SourceUrl url) {
      return new ShowQuery(url, Optional.empty());
    }
  }
}
