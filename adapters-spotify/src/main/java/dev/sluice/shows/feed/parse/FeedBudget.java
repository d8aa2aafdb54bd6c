package dev.sluice.shows.feed.parse;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** The limits of one expansion: time, bytes, pages, items and memory, over all pages. */
public final class FeedBudget {
  static final long MAX_COMPRESSED = 32L << 20;
  static final long MAX_INFLATED = 128L << 20;
  static final int MAX_PAGES = 200;
  static final int MAX_ITEMS = 20_000;

  /** Some hosts build a feed of thousands of items at each request. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final SourceUrl feed;
  private final InstantSource clock;
  private final Instant deadline;
  private final HeapBudget.Reservation memory;
  private final long most;
  private long compressed;
  private long inflated;
  private int pages;
  private int items;
  private long weight;

  /**
   * Creates the limits of an expansion that has not begun.
   *
   * @param memory what the items take is reserved there, until the caller closes it
   */
  public FeedBudget(
      SourceUrl feed, InstantSource clock, Instant deadline, HeapBudget.Reservation memory) {
    this.memory = memory;
    this.most = memory.left();
    this.feed = feed;
    this.clock = clock;
    this.deadline = deadline;
  }

  /** Returns how long the next request may be silent. */
  public Duration patience() {
    checkTime();
    Duration left = Duration.between(clock.instant(), deadline);
    Duration patience = left.compareTo(LONGEST_SILENCE) < 0 ? left : LONGEST_SILENCE;
    return patience.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : patience;
  }

  /**
   * @throws SluiceException SHOW_TIMEOUT
   */
  public void checkTime() {
    if (isOver()) {
      throw new SluiceException(
          FailureCode.SHOW_TIMEOUT,
          "The feed %s could not be read in the time there was; its server is slow, ask again later"
              .formatted(feed));
    }
  }

  boolean isOver() {
    return !clock.instant().isBefore(deadline);
  }

  /** Checks an announced length before anything is read. */
  public void announced(long bytes, boolean isCompressed) {
    if (isCompressed) {
      checkCompressed(compressed + bytes);
    } else {
      checkInflated(inflated + bytes);
    }
  }

  public void compressed(int bytes) {
    compressed += bytes;
    checkCompressed(compressed);
  }

  public void inflated(int bytes) {
    checkTime();
    inflated += bytes;
    checkInflated(inflated);
  }

  public void page() {
    pages++;
    if (pages > MAX_PAGES) {
      throw tooLarge(String.format(Locale.ROOT, "has more than %,d pages", MAX_PAGES));
    }
  }

  /**
   * Counts an item.
   *
   * @throws SluiceException FEED_TOO_LARGE; MEMORY_SHORT if jobs hold the memory
   */
  public void item(FeedItem item) {
    items++;
    weight += item.weight();
    if (items > MAX_ITEMS) {
      throw tooLarge(String.format(Locale.ROOT, "has more than %,d items", MAX_ITEMS));
    }
    if (weight > most) {
      throw tooLarge("has items of more than %s MB".formatted(most >> 20));
    }
    memory.require(item.weight(), "the items of the feed");
  }

  private void checkCompressed(long bytes) {
    if (bytes > MAX_COMPRESSED) {
      throw tooLarge("is larger than %s MB compressed".formatted(MAX_COMPRESSED >> 20));
    }
  }

  private void checkInflated(long bytes) {
    if (bytes > MAX_INFLATED) {
      throw tooLarge("is larger than %s MB".formatted(MAX_INFLATED >> 20));
    }
  }

  private SluiceException tooLarge(String what) {
    return new SluiceException(
        FailureCode.FEED_TOO_LARGE,
        "The feed %s %s, which is more than is read of a show; give the episodes' own URLs instead"
            .formatted(feed, what));
  }
}
