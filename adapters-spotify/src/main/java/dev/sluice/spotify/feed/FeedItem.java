package dev.sluice.spotify.feed;

import dev.sluice.core.port.ShowEpisode;

/**
 * An item as it stands in the feed, before it is known whether another one is called the same.
 *
 * @param named whether the feed gives it a name of its own (guid, id)
 * @param mark what it is about, to tell it from another of the same name: its media, else its text
 * @param episode its identity may be that of others too
 */
record FeedItem(boolean named, String mark, ShowEpisode episode) {
  /** About how many characters it holds. */
  int weight() {
    return episode.title().length() + episode.description().map(String::length).orElse(0);
  }
}
