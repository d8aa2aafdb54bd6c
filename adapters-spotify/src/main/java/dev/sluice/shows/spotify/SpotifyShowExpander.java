package dev.sluice.shows.spotify;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.directory.ShowDirectory;
import dev.sluice.shows.feed.FeedSource;
import dev.sluice.shows.match.EpisodeMatcher;
import dev.sluice.shows.match.FeedVerification.Candidate;
import dev.sluice.shows.match.Match;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Expands shows and episodes on Spotify, whose media is taken from the show's own open feed.
 * Spotify names no feed: the operator's map does, or directories do, whose hits are compared with
 * the show.
 *
 * <p>With credentials, the episodes are those that Spotify lists; one that the feed lacks has no
 * media, and the reason. Without credentials, they are those of the feed. A show that is requested
 * with its feed is left to the expander of feeds. Thread-safe.
 */
public final class SpotifyShowExpander implements ShowExpander {
  private final SpotifyTitles titles;
  private final Optional<SpotifyCatalog> catalog;
  private final FeedMap map;
  private final FeedSource feeds;
  private final FeedSearch search;

  /**
   * @param catalog there where the operator has credentials
   * @param map consulted before the directories
   * @param directories consulted in this order
   */
  public SpotifyShowExpander(
      SpotifyTitles titles,
      Optional<SpotifyCatalog> catalog,
      FeedMap map,
      List<ShowDirectory> directories,
      FeedSource feeds) {
    this.titles = Objects.requireNonNull(titles);
    this.catalog = Objects.requireNonNull(catalog);
    this.map = Objects.requireNonNull(map);
    this.feeds = Objects.requireNonNull(feeds);
    this.search = new FeedSearch(directories, feeds);
  }

  @Override
  public boolean recognises(ShowQuery query) {
    return SpotifyLink.of(query.url())
        .map(link -> query.feed().isEmpty() || link.kind() == SpotifyLink.Kind.EPISODE)
        .orElseGet(
            () -> query.feed().isEmpty() && SpotifyLink.unsupported(query.url()).isPresent());
  }

  @Override
  public Show expand(ShowQuery query, Instant deadline) {
    SpotifyLink.unsupported(query.url())
        .ifPresent(
            why -> {
              throw new SluiceException(FailureCode.SHOW_UNSUPPORTED, why);
            });
    SpotifyLink link =
        SpotifyLink.of(query.url())
            .orElseThrow(() -> new IllegalArgumentException("not on Spotify: " + query.url()));
    if (link.kind() == SpotifyLink.Kind.SHOW) {
      return catalog
          .map(listing -> listed(listing, link, deadline))
          .orElseGet(() -> fed(link, deadline));
    }
    return catalog
        .map(listing -> episode(listing, link, query, deadline))
        .orElseGet(() -> episodeByTitle(link, query, deadline));
  }

  private Show fed(SpotifyLink link, Instant deadline) {
    Optional<SourceUrl> feed = map.feedOf(link.page());
    if (feed.isPresent()) {
      return feeds.read(feed.get(), deadline);
    }
    return search.find(titles.title(link.page(), deadline), List.of(), deadline).show();
  }

  private Show listed(SpotifyCatalog listing, SpotifyLink link, Instant deadline) {
    // The show's title is not needed to list its episodes.
    BackgroundTask<List<SpotifyEpisode>> listed =
        BackgroundTask.begin(() -> listing.episodes(link.id(), deadline));
    SpotifyShow show = listing.show(link.id(), deadline);
    BackgroundTask<Feed> asked =
        BackgroundTask.begin(() -> feedOf(show, Optional.empty(), deadline));
    List<ShowEpisode> episodes = episodes(listed.result(), show);
    Candidate feed = asked.result().of(episodes);
    List<Match> matches = matches(show, episodes, feed);
    List<ShowEpisode> all = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      all.add(together(episodes.get(i), matches.get(i), feed.feed()));
    }
    return new Show(Show.Kind.SHOW, show.title(), show.publisher(), show.image(), all);
  }

  private Show episode(
      SpotifyCatalog listing, SpotifyLink link, ShowQuery query, Instant deadline) {
    SpotifyEpisode.OfShow found = listing.episode(link.id(), deadline);
    SpotifyShow show = found.show();
    BackgroundTask<Feed> asked = BackgroundTask.begin(() -> feedOf(show, query.feed(), deadline));
    List<ShowEpisode> episodes = episodes(listing.episodes(show.id(), deadline), show);
    Candidate feed = asked.result().of(episodes);
    List<Match> matches = matches(show, episodes, feed);
    Optional<Guid> name = Optional.of(Guid.ofService(link.name()));
    for (int i = 0; i < episodes.size(); i++) {
      if (episodes.get(i).guid().equals(name)) {
        ShowEpisode one = together(episodes.get(i), matches.get(i), feed.feed());
        return single(one, show.title(), show.publisher(), show.image());
      }
    }
    throw new SluiceException(
        FailureCode.SHOW_NOT_FOUND,
        "Spotify does not list the episode \"%s\" with its show \"%s\"; give the URL of the episode's media file"
            .formatted(found.episode().title(), show.title()));
  }

  // Without credentials a title is all that there is: it must stand in the feed, once.
  private Show episodeByTitle(SpotifyLink link, ShowQuery query, Instant deadline) {
    SourceUrl feed =
        query
            .feed()
            .orElseThrow(
                () ->
                    new SluiceException(
                        FailureCode.SHOW_UNSUPPORTED,
                        "Spotify names the show of an episode only to applications with"
                            + " credentials, and this server has none; give the address of the"
                            + " show's own feed as "
                            + RequestField.FEED.option()));
    String title = titles.title(link.page(), deadline);
    Show show = feeds.read(feed, deadline);
    Match match = EpisodeMatcher.byTitle(title, show.episodes(), List.of(show.title()));
    if (match.item().isEmpty()) {
      throw missing(whyNot(title, match, feed));
    }
    return single(match.item().get(), show.title(), show.author(), show.image());
  }

  private static Show single(
      ShowEpisode episode, String show, Optional<String> author, Optional<SourceUrl> image) {
    if (episode.enclosures().isEmpty()) {
      throw missing(episode.unavailableReason().orElseThrow());
    }
    return new Show(Show.Kind.EPISODE, show, author, image, List.of(episode));
  }

  private static SluiceException missing(String why) {
    return new SluiceException(FailureCode.EPISODE_MISSING, why);
  }

  /** A show's feed, which may hang on the show's episodes. */
  private interface Feed {
    Candidate of(List<ShowEpisode> episodes);
  }

  private Feed feedOf(SpotifyShow show, Optional<SourceUrl> given, Instant deadline) {
    Optional<SourceUrl> feed = given.or(() -> map.feedOf(SpotifyLink.show(show.id()).page()));
    if (feed.isPresent()) {
      Candidate one = new Candidate(feed.get(), feeds.read(feed.get(), deadline));
      return episodes -> one;
    }
    return search.read(show.title(), deadline)::fitting;
  }

  private static List<Match> matches(SpotifyShow show, List<ShowEpisode> episodes, Candidate feed) {
    return EpisodeMatcher.match(
        episodes, feed.show().episodes(), List.of(show.title(), feed.show().title()));
  }

  private static List<ShowEpisode> episodes(List<SpotifyEpisode> listed, SpotifyShow show) {
    List<ShowEpisode> episodes = listed.stream().map(SpotifyShowExpander::shown).toList();
    if (episodes.isEmpty()) {
      throw new SluiceException(
          FailureCode.SHOW_EMPTY,
          "Spotify lists no episode of \"%s\" in this market".formatted(show.title()));
    }
    return episodes;
  }

  /** Returns the episode as Spotify lists it; the feed fills in what is missing. */
  private static ShowEpisode shown(SpotifyEpisode episode) {
    SpotifyLink link = SpotifyLink.episode(episode.id());
    String title = episode.title().isBlank() ? "An episode without a title" : episode.title();
    return new ShowEpisode(
        Optional.of(Guid.ofService(link.name())),
        title,
        episode.description(),
        episode.date().map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant()),
        episode.duration(),
        episode.image(),
        Optional.empty(),
        link.page(),
        List.of(),
        Optional.of("\"" + title + "\" has not been looked for yet"));
  }

  private static ShowEpisode together(ShowEpisode listed, Match match, SourceUrl feed) {
    Optional<ShowEpisode> item = match.item();
    if (item.isEmpty()) {
      return listed.without(listed.page(), whyNot(listed.title(), match, feed));
    }
    if (item.get().enclosures().isEmpty()) {
      return listed.without(
          listed.page(),
          "\"%s\" has no media in the feed: %s"
              .formatted(listed.title(), item.get().unavailableReason().orElse("")));
    }
    return new ShowEpisode(
        listed.guid(),
        listed.title(),
        listed.description().or(item.get()::description),
        item.get().publishedAt().or(listed::publishedAt),
        item.get().duration().or(listed::duration),
        listed.image().or(item.get()::image),
        item.get().transcript(),
        listed.page(),
        item.get().enclosures(),
        Optional.empty());
  }

  private static String whyNot(String title, Match match, SourceUrl feed) {
    return match.outcome() == Match.Outcome.TIED
        ? "\"%s\" is ambiguous: several items of the feed %s have this title".formatted(title, feed)
        : "\"%s\" is on Spotify, but not in the feed %s".formatted(title, feed);
  }
}
