package dev.sluice.shows;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.apple.AppleLink;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.spotify.SpotifyLink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's map as a text: a show's URL, a tab, its feed's URL on each line; what begins with
 * {@code #} is a comment. A show may be written in any spelling that its URL has.
 */
public final class FeedMapFile implements FeedMap {
  private final Map<SourceUrl, SourceUrl> feeds;

  private FeedMapFile(Map<SourceUrl, SourceUrl> feeds) {
    this.feeds = Map.copyOf(feeds);
  }

  /**
   * Reads a map.
   *
   * @throws IllegalArgumentException with a sentence that names the line and what is wrong with it
   */
  public static FeedMapFile parse(List<String> lines) {
    Map<SourceUrl, SourceUrl> feeds = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\ufeff", "").strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\t+", -1);
      if (parts.length != 2) {
        throw wrong(i, "must hold a show's URL, a tab, and a feed's URL");
      }
      SourceUrl show = shortest(url(i, parts[0]));
      if (feeds.put(show, url(i, parts[1])) != null) {
        throw wrong(i, "names a show that a line before it names already");
      }
    }
    return new FeedMapFile(feeds);
  }

  @Override
  public Optional<SourceUrl> feedOf(SourceUrl page) {
    return Optional.ofNullable(feeds.get(shortest(page)));
  }

  private static SourceUrl shortest(SourceUrl url) {
    return SpotifyLink.of(url)
        .map(SpotifyLink::page)
        .or(() -> AppleLink.of(url).map(AppleLink::page))
        .orElse(url);
  }

  private static SourceUrl url(int line, String text) {
    try {
      return SourceUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(line, "holds a text that is not a URL (%s)".formatted(e.getMessage()));
    }
  }

  private static IllegalArgumentException wrong(int line, String what) {
    return new IllegalArgumentException("Line %s of the feed map %s".formatted(line + 1, what));
  }
}
