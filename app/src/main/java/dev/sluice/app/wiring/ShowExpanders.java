package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.site.SitePlaylists;
import dev.sluice.media.web.client.SiteCredentials;
import dev.sluice.shows.FeedMapFile;
import dev.sluice.shows.apple.ApplePodcasts;
import dev.sluice.shows.apple.AppleShowExpander;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.directory.PodcastIndex;
import dev.sluice.shows.directory.ShowDirectory;
import dev.sluice.shows.feed.FeedShowExpander;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.spotify.SpotifyApi;
import dev.sluice.shows.spotify.SpotifyCatalog;
import dev.sluice.shows.spotify.SpotifyCredentials;
import dev.sluice.shows.spotify.SpotifyOembed;
import dev.sluice.shows.spotify.SpotifyShowExpander;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates the expanders of shows, in the order in which they are asked. */
final class ShowExpanders {
  private ShowExpanders() {}

  /**
   * Returns those of a service first: the one for feeds takes every query that names a feed.
   *
   * @throws StartException with a sentence, if the feed map cannot be read
   */
  static List<ShowExpander> of(
      Settings all, WebClient web, InstantSource clock, SiteCredentialsFile credentials) {
    Settings.Shows settings = all.shows();
    FeedClient feeds = new FeedClient(web, clock);
    FeedMap map = settings.feedMap().map(ShowExpanders::map).orElseGet(FeedMap::empty);
    ApplePodcasts apple = new ApplePodcasts(web, clock, url(settings.apple()));
    List<ShowDirectory> directories = new ArrayList<>(List.of(apple));
    settings
        .podcastIndexKeys()
        .map(
            keys ->
                new PodcastIndex(
                    web, clock, url(settings.podcastIndex()), keys.id(), keys.secret()))
        .ifPresent(directories::add);
    Optional<SpotifyCatalog> catalog =
        settings.spotify().map(spotify -> new SpotifyApi(web, clock, credentials(spotify)));
    SpotifyOembed titles = new SpotifyOembed(web, clock, url(settings.spotifyOembed()));
    List<ShowExpander> expanders = new ArrayList<>();
    expanders.add(new SpotifyShowExpander(titles, catalog, map, directories, feeds));
    expanders.add(new AppleShowExpander(apple, map, feeds));
    // A list is cached for all keys, so it is read with nobody's own cookies.
    SiteCredentials everybodys = credentials.of(Optional.empty());
    YtDlpProgram.of(all)
        .map(pages -> new SitePlaylists(pages.with(everybodys), clock))
        .ifPresent(expanders::add);
    expanders.add(new FeedShowExpander(feeds));
    return List.copyOf(expanders);
  }

  private static SpotifyCredentials credentials(Settings.Spotify spotify) {
    return new SpotifyCredentials(
        spotify.client().id(),
        spotify.client().secret(),
        spotify.market(),
        url(spotify.api()),
        url(spotify.tokens()));
  }

  /**
   * The file, if a feed map can be read from it.
   *
   * @throws StartException with a sentence, if not
   */
  static Path checked(Path file) {
    map(file);
    return file;
  }

  private static FeedMap map(Path file) {
    try {
      return FeedMapFile.parse(Files.readAllLines(file));
    } catch (CharacterCodingException e) {
      throw new StartException("The feed map %s is not written in UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new StartException(
          "The feed map %s cannot be read (%s); check the setting feed-map".formatted(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new StartException("%s: %s".formatted(e.getMessage(), file), e);
    }
  }

  private static SourceUrl url(URI uri) {
    return SourceUrl.parse(uri.toString());
  }
}
