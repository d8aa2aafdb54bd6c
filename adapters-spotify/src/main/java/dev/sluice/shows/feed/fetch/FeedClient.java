package dev.sluice.shows.feed.fetch;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.show.EpisodeIdentities;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.FeedSource;
import dev.sluice.shows.feed.parse.FeedBudget;
import dev.sluice.shows.feed.parse.FeedFailures;
import dev.sluice.shows.feed.parse.FeedItem;
import dev.sluice.shows.feed.parse.FeedPage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads feeds: RSS 2.0 with what podcasts add to it, and Atom. A feed is read with all of its pages
 * or not at all. Pages that are unchanged by their ETag or Last-Modified are not sent anew. At most
 * 32 MB compressed, 128 MB inflated, 200 pages and 20,000 items, which take what one job may take
 * of the {@link HeapBudget}; 64 KB of each text are read. Thread-safe.
 */
public final class FeedClient implements FeedSource {
  private static final Logger LOG = System.getLogger(FeedClient.class.getName());
  private static final int MAX_MOVES = 5;

  /**
   * The failures of an address that has no feed, and will have none at the next request. A host
   * that is unknown is usually a domain that was given up.
   */
  private static final Set<FailureCode> HAVE_NO_FEED =
      Set.of(
          FailureCode.SHOW_NOT_FOUND,
          FailureCode.SHOW_GONE,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.ADDRESS_FORBIDDEN,
          FailureCode.HOST_UNKNOWN,
          FailureCode.FEED_INVALID);

  private final PageFetcher pages;
  private final InstantSource clock;

  /**
   * @param web requests every address: the feed, its new address, and its next pages
   * @param clock decides when a deadline has passed
   */
  public FeedClient(WebClient web, InstantSource clock) {
    this.pages = new PageFetcher(Objects.requireNonNull(web));
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public Show read(SourceUrl feed, Instant deadline) {
    try (HeapBudget.Reservation memory = HeapBudget.OF_PROCESS.open()) {
      return read(feed, new FeedBudget(feed, clock, deadline, memory));
    }
  }

  private Show read(SourceUrl feed, FeedBudget budget) {
    Set<URI> seen = new HashSet<>();
    PageFetcher.Found first = moved(feed, budget, seen);
    List<FeedItem> items = new ArrayList<>(first.page().items());
    Optional<SourceUrl> next = first.page().next();
    while (next.isPresent()) {
      URI uri = next.get().uri();
      if (!seen.add(uri)) {
        throw FeedFailures.invalid(
            uri,
            "names itself or a page before it as its next page, so it never ends; ask its publisher"
                + " to mend it");
      }
      PageFetcher.Found page = pages.read(uri, false, budget);
      items.addAll(page.page().items());
      next = page.page().next();
    }
    return show(first, items);
  }

  // Two feeds that name each other as the new one end with the second: one of them must be it.
  private PageFetcher.Found moved(SourceUrl feed, FeedBudget budget, Set<URI> seen) {
    PageFetcher.Found found = read(feed.uri(), budget, seen);
    for (int moves = 0; moves < MAX_MOVES; moves++) {
      Optional<SourceUrl> to = found.page().movedTo();
      if (to.isEmpty() || isSeen(to.get().uri(), seen)) {
        return found;
      }
      Optional<PageFetcher.Found> there = readable(to.get().uri(), budget, seen);
      if (there.isEmpty()) {
        return found;
      }
      found = there.get();
    }
    throw FeedFailures.invalid(
        feed.uri(),
        "says that it has moved, as does each place that it names, more than %s times; give the newest one's address"
            .formatted(MAX_MOVES));
  }

  // A feed that can be read is better than its announcement of an address that never had a feed.
  // Where the new one cannot be read for a while, the old one may be a remainder of the show.
  private Optional<PageFetcher.Found> readable(URI uri, FeedBudget budget, Set<URI> seen) {
    try {
      PageFetcher.Found found = read(uri, budget, seen);
      boolean isEmpty = found.page().items().isEmpty() && found.page().movedTo().isEmpty();
      return isEmpty ? Optional.empty() : Optional.of(found);
    } catch (SluiceException e) {
      if (!HAVE_NO_FEED.contains(e.code())) {
        throw e;
      }
      budget.checkTime();
      LOG.log(
          Level.INFO,
          "a feed announces {0} as its new address, which cannot be read: {1}",
          SourceUrl.redacted(uri),
          e.getMessage());
      return Optional.empty();
    }
  }

  private PageFetcher.Found read(URI uri, FeedBudget budget, Set<URI> seen) {
    PageFetcher.Found found = pages.read(uri, true, budget);
    seen.add(uri);
    seen.add(found.from());
    return found;
  }

  // The same address but for its scheme is no move: hosts redirect from one to the other.
  private static boolean isSeen(URI uri, Set<URI> seen) {
    String schemeless = uri.getRawSchemeSpecificPart();
    return seen.stream().anyMatch(one -> one.getRawSchemeSpecificPart().equals(schemeless));
  }

  private static Show show(PageFetcher.Found first, List<FeedItem> items) {
    if (items.isEmpty()) {
      throw new SluiceException(
          FailureCode.SHOW_EMPTY,
          "The feed %s has no items".formatted(SourceUrl.redacted(first.from())));
    }
    List<ShowEpisode> episodes =
        EpisodeIdentities.distinct(items.stream().map(FeedItem::episode).toList());
    if (episodes.stream().allMatch(episode -> episode.enclosures().isEmpty())) {
      throw new SluiceException(
          FailureCode.SHOW_EMPTY,
          "The feed %s has %s items and none of them has media; of the first: %s"
              .formatted(
                  SourceUrl.redacted(first.from()),
                  episodes.size(),
                  episodes.get(0).unavailableReason().orElseThrow()));
    }
    FeedPage page = first.page();
    return new Show(Show.Kind.SHOW, page.title(), page.author(), page.image(), episodes);
  }
}
