package dev.sluice.shows.feed.parse;

import dev.sluice.core.port.show.ShowEpisode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assigns an identity to each item. Items with the same name and media are one. If several items
 * share only the name, the oldest is identified by it, so that its identity stays the same when the
 * next one is published; the identities of the others contain their media as well.
 */
public final class EpisodeIdentities {
  private EpisodeIdentities() {}

  /** The episodes in the order of their items. */
  public static List<ShowEpisode> settled(List<FeedItem> items) {
    Map<String, Map<String, FeedItem>> byName = new HashMap<>(items.size() * 2);
    List<FeedItem> once = new ArrayList<>(items.size());
    for (FeedItem item : items) {
      Map<String, FeedItem> same =
          byName.computeIfAbsent(item.episode().identity(), name -> new LinkedHashMap<>(2));
      if (same.putIfAbsent(item.mark(), item) == null) {
        once.add(item);
      }
    }
    Set<String> names = byName.keySet();
    Map<FeedItem, String> renamed = new IdentityHashMap<>();
    byName.forEach(
        (name, same) -> {
          FeedItem oldest = oldest(same.values());
          same.forEach(
              (mark, item) -> {
                if (item != oldest) {
                  renamed.put(item, free(name + " " + mark, names));
                }
              });
        });
    return once.stream()
        .map(
            item -> {
              String name = renamed.get(item);
              return name == null ? item.episode() : called(item.episode(), name);
            })
        .toList();
  }

  // Without dates, the last in the feed: feeds begin with the newest.
  private static FeedItem oldest(Collection<FeedItem> same) {
    FeedItem oldest = null;
    for (FeedItem item : same) {
      if (oldest == null || !moment(item).isAfter(moment(oldest))) {
        oldest = item;
      }
    }
    return oldest;
  }

  private static Instant moment(FeedItem item) {
    return item.episode().publishedAt().orElse(Instant.MAX);
  }

  // An item may bear by itself the very name that was made up for another.
  private static String free(String preferred, Set<String> taken) {
    String name = preferred;
    while (taken.contains(name)) {
      name += "'";
    }
    return name;
  }

  private static ShowEpisode called(ShowEpisode episode, String identity) {
    return new ShowEpisode(
        identity,
        episode.title(),
        episode.description(),
        episode.publishedAt(),
        episode.duration(),
        episode.image(),
        episode.transcript(),
        episode.page(),
        episode.enclosures(),
        episode.unavailableReason());
  }
}
