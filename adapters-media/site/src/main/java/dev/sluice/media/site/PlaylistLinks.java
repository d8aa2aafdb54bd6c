package dev.sluice.media.site;

import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises URLs of playlists by their text, for some large sites. Playlists of other sites are
 * recognised only from their page, and fail the job with an explanation. Pure.
 */
final class PlaylistLinks {
  private record Shape(Pattern host, Pattern path, Pattern query) {}

  private static final String TABS = "(/(videos|shorts|streams|playlists|featured|releases))?/?";

  private static final List<Shape> SHAPES =
      List.of(
          shape("(www\\.|m\\.|music\\.)?youtube\\.com", "/playlist/?", "(.*&)?list=[^&]+.*"),
          shape("(www\\.|m\\.|music\\.)?youtube\\.com", "/(channel|c|user)/[^/]+" + TABS, ".*"),
          shape("(www\\.|m\\.|music\\.)?youtube\\.com", "/@[^/]+" + TABS, ".*"),
          shape("(www\\.)?vimeo\\.com", "/(showcase|album|channels|groups)/[^/]+/?", ".*"),
          shape("(www\\.)?dailymotion\\.com", "/playlist/[^/]+/?", ".*"),
          shape("(www\\.|m\\.)?twitch\\.tv", "/[^/]+/(videos|clips)/?", ".*"),
          shape("(www\\.|m\\.)?soundcloud\\.com", "/[^/]+/sets/[^/]+/?", ".*"),
          shape("(www\\.|m\\.)?soundcloud\\.com", "/[^/]+/(tracks|albums)/?", ".*"),
          shape("[^.]+\\.bandcamp\\.com", "/(album/[^/]+|music)/?", ".*"),
          shape("(www\\.|m\\.)?tiktok\\.com", "/@[^/]+/?", ".*"));

  private PlaylistLinks() {}

  private static Shape shape(String host, String path, String query) {
    return new Shape(Pattern.compile(host), Pattern.compile(path), Pattern.compile(query));
  }

  /** Returns whether the URL is that of a playlist or a channel. */
  static boolean isList(SourceUrl url) {
    String host = url.uri().getHost().toLowerCase(Locale.ROOT);
    String path = url.uri().getRawPath();
    String query = url.uri().getRawQuery() == null ? "" : url.uri().getRawQuery();
    return SHAPES.stream()
        .anyMatch(
            shape ->
                shape.host().matcher(host).matches()
                    && shape.path().matcher(path).matches()
                    && shape.query().matcher(query).matches());
  }
}
