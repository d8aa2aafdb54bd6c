package dev.sluice.shows.match;

import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.request.SourceUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which of several feeds belongs to a show: the one whose items are the show's episodes,
 * or, if the episodes are unknown, the one with the show's title. Feeds with the same items are one
 * feed at several addresses. A pure function.
 */
public final class FeedVerification {
  /** The share of the episodes that could be in a feed that must be in it. */
  private static final double MIN_SHARE = 0.5;

  private static final double SAME_FEED = 0.8;

  private FeedVerification() {}

  /** A feed that was found and read. */
  public record Candidate(SourceUrl feed, Show show) {
    public Candidate {
      Objects.requireNonNull(feed);
      Objects.requireNonNull(show);
    }
  }

  /**
   * Those that fit, the best first: the one with the most of the episodes, or, if they are unknown,
   * with the most items. Of feeds with the same items, the first is taken. The others are left out
   * if they have clearly fewer of the episodes; if the episodes are unknown, all others fit as
   * well. So: none, one, or several between which only a person can choose.
   *
   * @param title the show's
   * @param episodes the show's; empty if they are unknown
   */
  public static List<Candidate> fitting(
      String title, List<ShowEpisode> episodes, Collection<Candidate> candidates) {
    List<Scored> scored = new ArrayList<>();
    for (Candidate candidate : candidates) {
      int items = candidate.show().episodes().size();
      long found =
          episodes.isEmpty() ? titled(title, candidate) : found(title, episodes, candidate);
      // A feed may hold the newest alone, and a service may lack the oldest.
      long possible = episodes.isEmpty() ? items : Math.min(episodes.size(), items);
      if (found > 0 && found >= MIN_SHARE * possible) {
        scored.add(new Scored(candidate, found));
      }
    }
    scored.sort((one, other) -> Long.compare(other.found(), one.found()));
    List<Candidate> fitting = new ArrayList<>();
    for (Scored one : scored) {
      // The number of items says nothing about feeds of one title.
      boolean nearly = episodes.isEmpty() || one.found() >= scored.get(0).found() * SAME_FEED;
      if (nearly
          && fitting.stream().noneMatch(other -> sameItems(other.show(), one.candidate().show()))) {
        fitting.add(one.candidate());
      }
    }
    return fitting;
  }

  /**
   * Which feeds are worth reading: those whose names hold the title or are held by it, equal ones
   * first, else in the order of the directories.
   *
   * @param named feeds and what directories call them
   */
  public static List<SourceUrl> likely(String title, Map<SourceUrl, String> named) {
    String key = TitleNormalizer.key(title);
    List<SourceUrl> equal = new ArrayList<>();
    List<SourceUrl> alike = new ArrayList<>();
    named.forEach(
        (feed, name) -> {
          String other = TitleNormalizer.key(name);
          if (other.equals(key)) {
            equal.add(feed);
          } else if (!other.isEmpty() && (other.contains(key) || key.contains(other))) {
            alike.add(feed);
          }
        });
    equal.addAll(alike);
    return equal;
  }

  private record Scored(Candidate candidate, long found) {}

  /** Returns how many items the feed has if its title is the show's. */
  private static long titled(String title, Candidate candidate) {
    String key = TitleNormalizer.key(title);
    boolean isEqual = !key.isEmpty() && key.equals(TitleNormalizer.key(candidate.show().title()));
    return isEqual ? candidate.show().episodes().size() : 0;
  }

  /** Returns how many of the episodes the feed has. */
  private static long found(String title, List<ShowEpisode> episodes, Candidate candidate) {
    return EpisodeMatcher.match(
            episodes, candidate.show().episodes(), List.of(title, candidate.show().title()))
        .stream()
        .filter(Match::isFound)
        .count();
  }

  private static boolean sameItems(Show one, Show other) {
    Set<List<Object>> marks = marks(one);
    long common = marks(other).stream().filter(marks::contains).count();
    return common >= SAME_FEED * Math.min(one.episodes().size(), other.episodes().size());
  }

  private static Set<List<Object>> marks(Show show) {
    Set<List<Object>> marks = new HashSet<>();
    show.episodes().forEach(episode -> marks.add(mark(episode)));
    return marks;
  }

  // Several items may have one guid. Without guids, titles such as "Day 1" are those of many feeds.
  private static List<Object> mark(ShowEpisode episode) {
    String title = TitleNormalizer.key(episode.title());
    if (episode.guid().isPresent()) {
      return List.of(episode.guid(), title);
    }
    Optional<SourceUrl> media = episode.enclosures().stream().findFirst().map(Enclosure::url);
    return List.of(
        title,
        episode.publishedAt(),
        media.map(SourceUrl::host),
        media.map(url -> url.uri().getRawPath()));
  }
}
