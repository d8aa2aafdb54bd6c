package dev.sluice.shows.spotify;

import dev.sluice.core.request.SourceUrl;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The show or episode that a Spotify URL points to, in any of the spellings that people paste: with
 * a language, embedded, with a share's trail behind it.
 *
 * @param id Spotify's own: 22 characters
 */
public record SpotifyLink(Kind kind, String id) {
  private static final Pattern PATH =
      Pattern.compile(
          "/(?:intl-[a-zA-Z-]{2,10}/)?(?:embed(?:-podcast)?/)?(?<kind>show|episode)"
              + "/(?<id>[0-9A-Za-z]{22})/?");

  private static final Pattern OTHER =
      Pattern.compile(
          "/(?:intl-[a-zA-Z-]{2,10}/)?(?:embed/)?(?:user/[^/]+/)?"
              + "(?:track|album|artist|playlist|collection|audiobook|chapter)(?:/.*)?");

  private static final Set<String> SHORT_LINKS = Set.of("spotify.link", "spotify.app.link");

  /** The kinds of pages. */
  public enum Kind {
    SHOW,
    EPISODE;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SpotifyLink {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(id);
  }

  /** Parses a URL; empty if it points to neither a show nor an episode on Spotify. */
  public static Optional<SpotifyLink> of(SourceUrl url) {
    String path = url.uri().getRawPath();
    if (path == null || !url.host().equals("open.spotify.com")) {
      return Optional.empty();
    }
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Kind kind = parts.group("kind").equals("show") ? Kind.SHOW : Kind.EPISODE;
    return Optional.of(new SpotifyLink(kind, parts.group("id")));
  }

  /**
   * Returns why a URL of Spotify that points to neither a show nor an episode cannot be used, and
   * what to do; empty for any other URL.
   */
  static Optional<String> unsupported(SourceUrl url) {
    if (SHORT_LINKS.contains(url.host())) {
      return Optional.of(
          "A short link of Spotify does not say what it leads to; open it in a browser and send the"
              + " address of the show or episode that it leads to");
    }
    String path = url.uri().getRawPath() == null ? "" : url.uri().getRawPath();
    return url.host().equals("open.spotify.com") && OTHER.matcher(path).matches()
        ? Optional.of(
            "Spotify's music is encrypted and is not fetched; send the URL of a show or an episode"
                + " of a podcast, whose media comes from its open feed")
        : Optional.empty();
  }

  public static SpotifyLink show(String id) {
    return new SpotifyLink(Kind.SHOW, id);
  }

  public static SpotifyLink episode(String id) {
    return new SpotifyLink(Kind.EPISODE, id);
  }

  /** The page in its shortest spelling. */
  public SourceUrl page() {
    return SourceUrl.parse("https://open.spotify.com/%s/%s".formatted(kind.text(), id));
  }

  /** Returns Spotify's URI for it: {@code spotify:episode:<id>}. */
  public String name() {
    return "spotify:%s:%s".formatted(kind.text(), id);
  }
}
