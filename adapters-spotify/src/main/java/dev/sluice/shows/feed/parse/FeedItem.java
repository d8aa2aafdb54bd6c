package dev.sluice.shows.feed.parse;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.request.SourceUrl;
import java.util.Optional;

/** An item as it stands in the feed, before it is known whether another one repeats it. */
public record FeedItem(ShowEpisode episode) {
  private static final int OBJECTS = 1_000;

  /** Returns its approximate size in bytes. An address is stored as text, as URI, and in parts. */
  long weight() {
    long inTexts =
        episode.guid().map(guid -> bytes(guid.text())).orElse(0L)
            + bytes(episode.title())
            + episode.description().map(FeedItem::bytes).orElse(0L);
    long inAddresses = length(Optional.of(episode.page())) + length(episode.image());
    for (Enclosure enclosure : episode.enclosures()) {
      inAddresses += length(Optional.of(enclosure.url()));
    }
    return OBJECTS + inTexts + 3 * inAddresses;
  }

  private static long length(Optional<SourceUrl> url) {
    return url.map(one -> one.uri().toString().length()).orElse(0);
  }

  // One character beyond Latin-1 makes all of its text twice as large.
  private static long bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return 2L * text.length();
      }
    }
    return text.length();
  }
}
