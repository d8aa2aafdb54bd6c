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
 * Knows the URLs of shows and episodes on Spotify and Apple Podcasts, and cannot expand them yet:
 * it says so, instead of letting a fetcher store the web page that lies behind such a URL.
 * Thread-safe.
 */
public final class SpotifyShowExpander implements ShowExpander {
  private static final Pattern SPOTIFY_PATH =
      Pattern.compile(
          "/(?:intl-[a-zA-Z-]{2,10}/)?(?:embed(?:-podcast)?/)?(?:show|episode)/[0-9A-Za-z]{22}/?");

  private static final Pattern APPLE_PATH = Pattern.compile("(?:/[^/]+)*/id\\d+/?");

  @Override
  public boolean recognises(ShowQuery query) {
    return service(query.url()).isPresent();
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
        "This is a show or an episode on %s, which this version cannot turn into files; give the URL"
                .formatted(service)
            + " of an episode's media file instead, as the show's own feed names it");
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
