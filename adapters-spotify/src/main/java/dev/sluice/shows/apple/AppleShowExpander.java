package dev.sluice.shows.apple;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.EpisodeIdentities;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.feed.FeedSource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Expands shows and episodes on Apple Podcasts: Apple says where the feed is, and the feed says
 * everything else. A query that names its feed is left to the expander of feeds. Thread-safe.
 */
public final class AppleShowExpander implements ShowExpander {
  private final ApplePodcasts apple;
  private final FeedMap map;
  private final FeedSource feeds;

  /**
   * @param map consulted before Apple
   */
  public AppleShowExpander(ApplePodcasts apple, FeedMap map, FeedSource feeds) {
    this.map = Objects.requireNonNull(map);
    this.apple = Objects.requireNonNull(apple);
    this.feeds = Objects.requireNonNull(feeds);
  }

  @Override
  public boolean recognises(ShowQuery query) {
    return AppleLink.of(query.url())
        .map(link -> query.feed().isEmpty() || link.episode().isPresent())
        .orElse(false);
  }

  @Override
  public Show expand(ShowQuery query, Instant deadline) {
    AppleLink link =
        AppleLink.of(query.url())
            .orElseThrow(
                () -> new IllegalArgumentException("not on Apple Podcasts: " + query.url()));
    if (link.episode().isEmpty()) {
      return feeds.read(feedOf(link, deadline), deadline);
    }
    ApplePodcasts.ListedEpisode episode =
        apple.episode(link, deadline).orElseThrow(() -> notListed(link));
    SourceUrl feed = query.feed().orElseGet(() -> feedOf(link, deadline));
    Show show = feeds.read(feed, deadline);
    return new Show(
        Show.Kind.EPISODE,
        show.title(),
        show.author(),
        show.image(),
        List.of(found(episode, show, feed)));
  }

  private SourceUrl feedOf(AppleLink link, Instant deadline) {
    return map.feedOf(link.page()).orElseGet(() -> listedFeed(link, deadline));
  }

  private SourceUrl listedFeed(AppleLink link, Instant deadline) {
    ApplePodcasts.Listed show = apple.show(link, deadline);
    return show.feed()
        .orElseThrow(
            () ->
                new SluiceException(
                    FailureCode.SHOW_UNSUPPORTED,
                    "Apple Podcasts does not publish the feed of \"%s\", as for its own shows and paid ones; if there is an open feed, give its address as %s"
                        .formatted(show.title(), RequestField.FEED.option())));
  }

  private static ShowEpisode found(ApplePodcasts.ListedEpisode listed, Show show, SourceUrl feed) {
    Optional<ShowEpisode> item =
        EpisodeIdentities.of(show.episodes())
            .findListed(listed.guid(), listed.media(), listed.title(), listed.publishedAt());
    ShowEpisode found =
        item.orElseThrow(
            () ->
                new SluiceException(
                    FailureCode.EPISODE_MISSING,
                    "The episode \"%s\" is on Apple Podcasts, but not in the show's feed %s, or several items of the feed could be it"
                        .formatted(listed.title(), feed)));
    if (found.enclosures().isEmpty()) {
      throw new SluiceException(
          FailureCode.EPISODE_MISSING,
          found.unavailableReason().orElse("The episode has no media"));
    }
    return found;
  }

  private static SluiceException notListed(AppleLink link) {
    return new SluiceException(
        FailureCode.SHOW_NOT_FOUND,
        "Apple Podcasts does not list episode %s among the newest of show %s; give the URL of the episode's media file, as the show's own feed names it"
            .formatted(link.episode().orElse(""), link.show()));
  }
}
