package dev.sluice.shows.match;

import dev.sluice.core.port.show.ShowEpisode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds for each episode that a service lists the item of a feed that is the same recording, or
 * says that there is none to be sure of. Another episode's sound under this one's name is the worst
 * that can happen, so whatever is in doubt is left out.
 *
 * <p>In four stages, each among what the one before left over:
 *
 * <ol>
 *   <li>equal titles, unique on both sides;
 *   <li>titles that are equal without their decorations, no more than two days apart;
 *   <li>titles that resemble each other and nothing else of those days, no more than two days
 *       apart;
 *   <li>titles that differ, no more than a day and {@value #EQUAL_SECONDS} seconds of duration
 *       apart.
 * </ol>
 *
 * <p>In every stage: a pair is taken only if neither side has another partner; two durations that
 * are clearly not of one recording forbid a pair and never make one (in the last they do so
 * together with the date); different numbers, seasons or parts forbid it too. No item is given
 * twice. The order of the lists means nothing, and neither does which of them is which.
 */
public final class EpisodeMatcher {
  private static final long NEAR_DAYS = 2;
  private static final long EQUAL_SECONDS = 2;
  private static final int OFTEN = 3;

  private final MatchSide listed;
  private final MatchSide items;

  private EpisodeMatcher(MatchSide listed, MatchSide items) {
    this.listed = listed;
    this.items = items;
  }

  /**
   * One result for each listed episode, in the order of the list.
   *
   * @param listed what the service lists
   * @param items what the feed has
   * @param shows the names of the show on both sides, which some publishers put into every title
   */
  public static List<Match> match(
      List<ShowEpisode> listed, List<ShowEpisode> items, Collection<String> shows) {
    List<String> names =
        shows.stream()
            .map(TitleNormalizer::words)
            .distinct()
            .sorted(Comparator.comparing(String::length).reversed().thenComparing(name -> name))
            .toList();
    EpisodeMatcher matcher =
        new EpisodeMatcher(
            new MatchSide(MatchEntry.of(listed, names)),
            new MatchSide(MatchEntry.of(items, names)));
    matcher.takeEqualTitles();
    matcher.takeEqualCores();
    matcher.takeSimilarTitles();
    matcher.takeEqualDates();
    return IntStream.range(0, listed.size()).mapToObj(matcher::result).toList();
  }

  /**
   * The item of a title, where nothing else is known of an episode: it must be the only one that
   * has it, as it is or without its decorations.
   */
  public static Match byTitle(String title, List<ShowEpisode> items, Collection<String> shows) {
    List<String> names = shows.stream().map(TitleNormalizer::words).distinct().toList();
    EpisodeTitle wanted = EpisodeTitle.of(title, names);
    List<MatchEntry> entries = MatchEntry.of(items, names);
    for (Function<EpisodeTitle, String> key :
        List.<Function<EpisodeTitle, String>>of(EpisodeTitle::whole, EpisodeTitle::group)) {
      List<MatchEntry> same =
          entries.stream()
              .filter(entry -> key.apply(entry.title()).equals(key.apply(wanted)))
              .toList();
      if (same.size() > 1) {
        return Match.TIED;
      }
      if (same.size() == 1
          && !same.get(0).title().contradicts(wanted)
          && same.get(0).title().kinds().equals(wanted.kinds())) {
        return Match.found(same.get(0).episode());
      }
    }
    return Match.MISSING;
  }

  private void takeEqualTitles() {
    Set<String> again = recurring();
    Map<String, List<Integer>> byTitle = items.by(entry -> entry.title().whole());
    listed
        .by(entry -> entry.title().whole())
        .forEach(
            (title, episodes) -> {
              List<Integer> same = byTitle.getOrDefault(title, List.of());
              if (episodes.size() == 1
                  && same.size() == 1
                  && isOneTitle(listed.get(episodes.get(0)), items.get(same.get(0)), again)) {
                take(episodes.get(0), same.get(0));
              }
            });
  }

  // An old title comes again with a rerun, and the next season has an "Episode 5" too.
  private static boolean isOneTitle(MatchEntry episode, MatchEntry item, Set<String> again) {
    OptionalLong days = episode.daysTo(item);
    if (episode.isVetoedBy(item)) {
      return false;
    }
    boolean single = !again.contains(episode.title().core());
    if (days.isEmpty() || days.getAsLong() <= (single ? NEAR_DAYS : 1)) {
      return true;
    }
    return !episode.title().isGeneric() && isEquallyLong(episode, item);
  }

  private static boolean isEquallyLong(MatchEntry episode, MatchEntry item) {
    OptionalLong seconds = episode.secondsTo(item);
    return seconds.isPresent() && seconds.getAsLong() <= EQUAL_SECONDS;
  }

  /** Returns the titles that this show gives to many episodes, whatever their content. */
  private Set<String> recurring() {
    Set<String> again = new HashSet<>();
    for (MatchSide side : List.of(listed, items)) {
      side.by(entry -> entry.title().core())
          .forEach(
              (core, entries) -> {
                if (entries.size() >= OFTEN) {
                  again.add(core);
                }
              });
    }
    return again;
  }

  private void takeEqualCores() {
    Map<String, List<Integer>> byCore = items.by(entry -> entry.title().group());
    listed
        .by(entry -> entry.title().group())
        .forEach(
            (core, episodes) -> {
              List<Integer> same = byCore.getOrDefault(core, List.of());
              if (episodes.size() == 1 && same.size() == 1) {
                takeMoved(episodes.get(0), same.get(0));
              }
              boolean crowded = listed.isCrowded(episodes) || items.isCrowded(same);
              boolean often = episodes.size() >= OFTEN || same.size() >= OFTEN;
              takeSingles(
                  episodes,
                  same,
                  NEAR_DAYS,
                  (episode, item) ->
                      isOneCore(episode, item)
                          && (!often
                              || episode.daysTo(item).getAsLong() <= 1
                              || episode.isConfirmedBy(item)),
                  crowded);
            });
  }

  // Uploaded again, long after: whatever the dates are, nothing else could be meant.
  private void takeMoved(int episode, int item) {
    MatchEntry one = listed.get(episode);
    MatchEntry other = items.get(item);
    boolean left = listed.partner[episode] < 0 && items.partner[item] < 0;
    if (left && !one.title().isGeneric() && isOneCore(one, other) && isEquallyLong(one, other)) {
      take(episode, item);
    }
  }

  private static boolean isOneCore(MatchEntry episode, MatchEntry item) {
    if (episode.title().contradicts(item.title()) || episode.isVetoedBy(item)) {
      return false;
    }
    return episode.title().kinds().equals(item.title().kinds())
        || (isTrailer(episode) == isTrailer(item) && episode.isConfirmedBy(item));
  }

  private void takeSimilarTitles() {
    takeSingles(
        listed.distinctive(),
        items.distinctive(),
        NEAR_DAYS,
        (episode, item) ->
            episode.title().resembles(item.title())
                && isOneCore(episode, item)
                && (episode.isConfirmedBy(item) || episode.daysTo(item).getAsLong() <= 1),
        false);
  }

  private void takeEqualDates() {
    takeSingles(
        listed.lonely(),
        items.lonely(),
        1,
        (episode, item) ->
            isTrailer(episode) == isTrailer(item)
                && !episode.title().contradicts(item.title())
                && isEquallyLong(episode, item),
        false);
  }

  private static boolean isTrailer(MatchEntry entry) {
    return entry.title().kinds().contains(EpisodeTitle.Kind.TRAILER);
  }

  /** Takes each pair of which neither side has another partner; the others are ties. */
  private void takeSingles(
      List<Integer> episodes,
      List<Integer> candidates,
      long days,
      BiPredicate<MatchEntry, MatchEntry> fits,
      boolean crowded) {
    NavigableMap<Long, List<Integer>> byDay = items.byDay(candidates);
    Map<Integer, List<Integer>> partners = new HashMap<>();
    Map<Integer, Integer> suitors = new HashMap<>();
    for (int episode : listed.left(episodes)) {
      MatchEntry entry = listed.get(episode);
      List<Integer> fitting = new ArrayList<>();
      for (int item : around(byDay, entry.day(), days)) {
        if (fits.test(entry, items.get(item))) {
          fitting.add(item);
          suitors.merge(item, 1, Integer::sum);
        }
      }
      partners.put(episode, fitting);
    }
    partners.forEach(
        (episode, fitting) -> {
          if (!crowded && fitting.size() == 1 && suitors.get(fitting.get(0)) == 1) {
            take(episode, fitting.get(0));
          } else if (!fitting.isEmpty()) {
            listed.tied[episode] = true;
          }
        });
  }

  private static List<Integer> around(
      NavigableMap<Long, List<Integer>> byDay, OptionalLong day, long days) {
    if (day.isEmpty()) {
      return List.of();
    }
    return byDay
        .subMap(day.getAsLong() - days, true, day.getAsLong() + days, true)
        .values()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private void take(int episode, int item) {
    listed.partner[episode] = item;
    items.partner[item] = episode;
  }

  private Match result(int episode) {
    int item = listed.partner[episode];
    if (item >= 0) {
      return Match.found(items.get(item).episode());
    }
    return listed.tied[episode] ? Match.TIED : Match.MISSING;
  }
}
