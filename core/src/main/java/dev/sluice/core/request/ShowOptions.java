package dev.sluice.core.request;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The selection of a show's episodes. Immutable: made of {@link #ALL} by the {@code with} methods,
 * each of which returns a new selection.
 */
public final class ShowOptions {
  /** The most episodes that a show may have. */
  public static final int MOST_EPISODES = 20_000;

  /** The order in which episodes are selected. */
  public enum Order {
    NEWEST_FIRST,
    OLDEST_FIRST
  }

  /** All episodes, newest first. */
  public static final ShowOptions ALL =
      new ShowOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Order.NEWEST_FIRST);

  private final Optional<SourceUrl> feed;
  private final Optional<Integer> limit;
  private final Optional<Instant> since;
  private final Optional<Instant> until;
  private final Order order;

  private ShowOptions(
      Optional<SourceUrl> feed,
      Optional<Integer> limit,
      Optional<Instant> since,
      Optional<Instant> until,
      Order order) {
    this.feed = feed;
    this.limit = limit;
    this.since = since;
    this.until = until;
    this.order = Objects.requireNonNull(order);
    limit.ifPresent(ShowOptions::requireLimit);
    if (since.isPresent() && until.isPresent() && since.get().isAfter(until.get())) {
      throw new IllegalArgumentException("since is later than until, so no episode fits");
    }
  }

  /**
   * Returns the URL of the show's feed, if the caller knows it; it replaces the search for the
   * feed.
   */
  public Optional<SourceUrl> feed() {
    return feed;
  }

  /**
   * Returns the largest number of episodes, taken in {@link #order}; 1 to {@value #MOST_EPISODES}.
   */
  public Optional<Integer> limit() {
    return limit;
  }

  /** Returns the time before which episodes are excluded. */
  public Optional<Instant> since() {
    return since;
  }

  /** Returns the time after which episodes are excluded. */
  public Optional<Instant> until() {
    return until;
  }

  /** Returns the order in which episodes are selected. */
  public Order order() {
    return order;
  }

  /**
   * Returns the limit, if it is valid.
   *
   * @throws IllegalArgumentException with a sentence, if it is not from 1 to {@value
   *     #MOST_EPISODES}
   */
  public static int requireLimit(int limit) {
    if (limit < 1 || limit > MOST_EPISODES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "The limit must be between 1 and %d, not %d", MOST_EPISODES, limit));
    }
    return limit;
  }

  /** Returns a copy with this feed. */
  public ShowOptions withFeed(SourceUrl known) {
    return new ShowOptions(Optional.of(known), limit, since, until, order);
  }

  /** Returns a copy that selects at most this many episodes. */
  public ShowOptions withLimit(int max) {
    return new ShowOptions(feed, Optional.of(max), since, until, order);
  }

  /** Returns a copy that excludes episodes published before this time. */
  public ShowOptions withSince(Instant earliest) {
    return new ShowOptions(feed, limit, Optional.of(earliest), until, order);
  }

  /** Returns a copy that excludes episodes published after this time. */
  public ShowOptions withUntil(Instant latest) {
    return new ShowOptions(feed, limit, since, Optional.of(latest), order);
  }

  /** Returns a copy that selects episodes in this order. */
  public ShowOptions withOrder(Order other) {
    return new ShowOptions(feed, limit, since, until, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShowOptions that && all().equals(that.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "ShowOptions" + all();
  }

  private List<Object> all() {
    return List.of(feed, limit, since, until, order);
  }
}
