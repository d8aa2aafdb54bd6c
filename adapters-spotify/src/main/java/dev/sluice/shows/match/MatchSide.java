package dev.sluice.shows.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of the two lists, with the partners found so far. Entries are identified by their index. */
final class MatchSide {
  // A date that may be two days off does not distinguish entries this close together.
  private static final long CROWDED_DAYS = 4;
  private static final long CROWDED_SECONDS = 30;
  private static final int CROWD = 50;

  /** The index of the entry's partner on the other side; negative while there is none. */
  final int[] partner;

  final boolean[] tied;

  private final List<MatchEntry> entries;

  MatchSide(List<MatchEntry> entries) {
    this.entries = entries;
    this.partner = new int[entries.size()];
    this.tied = new boolean[entries.size()];
    Arrays.fill(partner, -1);
  }

  MatchEntry get(int index) {
    return entries.get(index);
  }

  Map<String, List<Integer>> by(Function<MatchEntry, String> key) {
    return all().collect(Collectors.groupingBy(index -> key.apply(get(index))));
  }

  /** Those of them that have no partner. */
  List<Integer> left(List<Integer> some) {
    return some.stream().filter(index -> partner[index] < 0).toList();
  }

  /** Those of them that have no partner and have a date. */
  NavigableMap<Long, List<Integer>> byDay(List<Integer> some) {
    return left(some).stream()
        .filter(index -> get(index).day().isPresent())
        .collect(
            Collectors.groupingBy(
                index -> get(index).day().getAsLong(), TreeMap::new, Collectors.toList()));
  }

  /**
   * Returns whether two of these entries, which have the same core, follow each other so closely
   * that neither their dates nor their titles distinguish them. Entries with a partner count, since
   * they show how often this show is published.
   */
  boolean isCrowded(List<Integer> sameCore) {
    List<MatchEntry> dated = dated(sameCore.stream().map(this::get).toList());
    for (int at = 0; at < dated.size(); at++) {
      for (int next = at + 1; next < dated.size(); next++) {
        MatchEntry one = dated.get(at);
        MatchEntry other = dated.get(next);
        if (one.daysTo(other).getAsLong() > CROWDED_DAYS) {
          break;
        }
        boolean alike = one.title().kinds().equals(other.title().kinds());
        if (next - at > CROWD || (alike && !one.title().contradicts(other.title()))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns the entries without a partner whose date and duration no other entry of this side comes
   * close to.
   */
  List<Integer> lonely() {
    NavigableMap<Long, List<MatchEntry>> byDay = entriesByDay();
    return left(all().toList()).stream().filter(index -> isLonely(get(index), byDay)).toList();
  }

  private static boolean isLonely(MatchEntry entry, NavigableMap<Long, List<MatchEntry>> byDay) {
    if (entry.day().isEmpty() || entry.seconds().isEmpty()) {
      return false;
    }
    return around(byDay, entry)
        .map(entry::secondsTo)
        .noneMatch(apart -> apart.isPresent() && apart.getAsLong() <= CROWDED_SECONDS);
  }

  /**
   * Returns the entries without a partner that no other entry of this side resembles within a few
   * days. A nearly equal title further away is that of another day.
   */
  List<Integer> distinctive() {
    NavigableMap<Long, List<MatchEntry>> byDay = entriesByDay();
    return left(all().toList()).stream()
        .filter(index -> get(index).day().isPresent())
        .filter(
            index ->
                around(byDay, get(index))
                    .noneMatch(
                        other ->
                            get(index).title().resembles(other.title())
                                && !get(index).title().contradicts(other.title())))
        .toList();
  }

  /** The others of the days before and after. */
  private static Stream<MatchEntry> around(
      NavigableMap<Long, List<MatchEntry>> byDay, MatchEntry entry) {
    long day = entry.day().getAsLong();
    return byDay.subMap(day - CROWDED_DAYS, true, day + CROWDED_DAYS, true).values().stream()
        .flatMap(List::stream)
        .filter(other -> other != entry);
  }

  private NavigableMap<Long, List<MatchEntry>> entriesByDay() {
    return dated(entries).stream()
        .collect(
            Collectors.groupingBy(
                entry -> entry.day().getAsLong(), TreeMap::new, Collectors.toList()));
  }

  private static List<MatchEntry> dated(List<MatchEntry> some) {
    List<MatchEntry> dated = new ArrayList<>(some);
    dated.removeIf(entry -> entry.day().isEmpty());
    dated.sort(Comparator.comparingLong(entry -> entry.day().getAsLong()));
    return dated;
  }

  private Stream<Integer> all() {
    return IntStream.range(0, entries.size()).boxed();
  }
}
