package dev.sluice.shows.feed.parse;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What one show may cost: time, bytes, pages and items, all of its pages together. */
public final class FeedBudget {
  static final long MOST_COMPRESSED = 32L << 20;
  static final long MOST_INFLATED = 128L << 20;
  static final int MOST_PAGES = 200;
  static final int MOST_ITEMS = 20_000;

  /** What a feed may become in memory: more than any that is as large as it may be, and honest. */
  static final long MOST_KEPT = 256L << 20;

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  private final SourceUrl feed;
  private final InstantSource clock;
  private final Instant deadline;
  private long compressed;
  private long inflated;
  private int pages;
  private int items;
  private long kept;

  public FeedBudget(SourceUrl feed, InstantSource clock, Instant deadline) {
    this.feed = feed;
    this.clock = clock;
    this.deadline = deadline;
  }

  /** How long the next request may be silent. */
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

  /** Before anything is read of it. */
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
    if (pages > MOST_PAGES) {
      throw tooLarge("has more than %,d pages".formatted(MOST_PAGES));
    }
  }

  public void item(FeedItem item) {
    items++;
    kept += item.weight();
    if (items > MOST_ITEMS) {
      throw tooLarge("has more than %,d items".formatted(MOST_ITEMS));
    }
    if (kept > MOST_KEPT) {
      throw tooLarge("has items of more than %d MB".formatted(MOST_KEPT >> 20));
    }
  }

  private void checkCompressed(long bytes) {
    if (bytes > MOST_COMPRESSED) {
      throw tooLarge("is larger than %d MB compressed".formatted(MOST_COMPRESSED >> 20));
    }
  }

  private void checkInflated(long bytes) {
    if (bytes > MOST_INFLATED) {
      throw tooLarge("is larger than %d MB".formatted(MOST_INFLATED >> 20));
    }
  }

  private SluiceException tooLarge(String what) {
    return new SluiceException(
        FailureCode.FEED_TOO_LARGE,
        "The feed %s %s, which is more than is read of a show; give the episodes' own URLs instead"
            .formatted(feed, what));
  }
}
