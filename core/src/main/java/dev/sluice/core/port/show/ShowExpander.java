package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns a show's URL into its episodes. Thread-safe.
 *
 * <p>How long a caller waits, that a show is expanded once however many ask, and that it is kept
 * for a while, is the engine's business: an expander does the work whenever it is asked.
 */
public interface ShowExpander {
  /**
   * Whether this expander is the one for what is asked, by the texts of the URLs alone. The first
   * one that says yes is asked, so one for every URL with a feed stands last.
   */
  boolean recognises(ShowQuery query);

  /**
   * The complete list of episodes, or a failure: never a part. Episodes whose media cannot be found
   * are in the list, each with its reason.
   *
   * @param deadline when to give up; it is checked between two requests and bounds each of them
   * @throws dev.sluice.core.failure.SluiceException SHOW_NOT_FOUND, SHOW_GONE; SHOW_UNSUPPORTED
   *     with a sentence that names the way out; SHOW_AMBIGUOUS with the candidates; SHOW_EMPTY;
   *     EPISODE_MISSING if one episode is meant and has no media; FEED_INVALID, FEED_TOO_LARGE;
   *     SERVICE_LIMITED with how long to wait, SERVICE_REFUSED; SHOW_TIMEOUT at the deadline; those
   *     of category SOURCE
   */
  Show expand(ShowQuery query, Instant deadline);

  /** Whether this expander is the one for a URL alone. */
  default boolean recognises(SourceUrl url) {
    return recognises(ShowQuery.of(url));
  }

  /**
   * Which show is meant.
   *
   * @param feed where its feed is, if the caller knows
   */
  public record ShowQuery(SourceUrl url, Optional<SourceUrl> feed) {
    public ShowQuery {
      Objects.requireNonNull(url);
      Objects.requireNonNull(feed);
    }

    /** A show whose feed the caller does not know, or that is its own feed. */
    public static ShowQuery of(SourceUrl url) {
      return new ShowQuery(url, Optional.empty());
    }
  }
}
