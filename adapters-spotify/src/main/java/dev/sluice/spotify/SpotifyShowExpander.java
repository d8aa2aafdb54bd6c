package dev.sluice.spotify;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.Show;
import dev.sluice.core.port.ShowExpander;
import dev.sluice.core.port.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Knows the URLs of shows and episodes on Spotify and Apple Podcasts, and cannot find their media
 * yet: it names the way out, instead of letting a fetcher store the web page that lies behind such
 * a URL. A show that comes with its feed it leaves to others. Thread-safe.
 */
public final class SpotifyShowExpander implements ShowExpander {
  private static final Pattern SPOTIFY_PATH =
      Pattern.compile(
          "/(?:intl-[a-zA-Z-]{2,10}/)?(?:embed(?:-podcast)?/)?(?:show|episode)/[0-9A-Za-z]{22}/?");

  private static final Pattern APPLE_PATH = Pattern.compile("(?:/[^/]+)*/id\\d+/?");

  private static final Pattern APPLE_EPISODE = Pattern.compile("(?:^|&)i=\\d");

  @Override
  public boolean recognises(ShowQuery query) {
    // With its feed, a show is expanded by whoever reads feeds; one episode of it is not.
    return service(query.url()).isPresent() && (query.feed().isEmpty() || isEpisode(query.url()));
  }

  @Override
  public Show expand(ShowQuery query, Instant deadline) {
    SourceUrl url = query.url();
    String service =
        service(url)
            .orElseThrow(
                () -> new IllegalArgumentException("not a show that this expander knows: " + url));
    throw new SluiceException(
        FailureCode.SHOW_UNSUPPORTED,
        "This is %s on %s, whose media this version cannot find by itself; give %s"
            .formatted(
                isEpisode(url) ? "an episode" : "a show",
                service,
                isEpisode(url)
                    ? "the URL of the episode's media file, as the show's own feed names it"
                    : "the address of the show's own feed as feed_url"));
  }

  private static boolean isEpisode(SourceUrl url) {
    String query = url.uri().getRawQuery();
    return url.uri().getRawPath().contains("/episode/")
        || (query != null && APPLE_EPISODE.matcher(query).find());
  }

  private static Optional<String> service(SourceUrl url) {
    String path = url.uri().getRawPath() == null ? "" : url.uri().getRawPath();
    String host = url.host();
    if (host.equals("open.spotify.com") && SPOTIFY_PATH.matcher(path).matches()) {
      return Optional.of("Spotify");
    }
    if (host.equals("podcasts.apple.com") && APPLE_PATH.matcher(path).matches()) {
      return Optional.of("Apple Podcasts");
    }
    return Optional.empty();
  }
}
