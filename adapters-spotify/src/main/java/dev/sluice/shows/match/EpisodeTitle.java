package dev.sluice.shows.match;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A title, split into its parts.
 *
 * @param whole what two equal titles have in common, decorations included
 * @param core what is left without them; empty where the title is nothing but decorations
 * @param words those of the core, in order
 * @param part which part of several; never a decoration, so it is compared
 */
record EpisodeTitle(
    String whole,
    String core,
    List<String> words,
    OptionalInt season,
    OptionalInt number,
    OptionalInt part,
    Set<Kind> kinds) {
  private static final int MIN_CORE = 2;
  private static final int MIN_WORDS = 2;
  private static final int MAX_BESIDES = 4;

  // Signs that normalisation would take away with what they say.
  private static final Pattern NUMBER_SIGN = Pattern.compile("[#＃№]\\s?(?=\\d)");
  private static final Pattern PART_SLASH =
      Pattern.compile("[(\\[（]\\s?(\\d{1,2})\\s?/\\s?\\d{1,2}\\s?[)\\]）]");

  /** A kind of episode that a title can name. */
  enum Kind {
    TRAILER(TitleDecorations.TRAILER),
    BONUS(TitleDecorations.BONUS),
    RERUN(TitleDecorations.RERUN);

    private final Pattern pattern;

    Kind(Pattern pattern) {
      this.pattern = pattern;
    }
  }

  EpisodeTitle {
    words = List.copyOf(words);
    kinds = Set.copyOf(kinds);
  }

  /**
   * @param shows the names of the show, as {@link TitleNormalizer#words} gives them
   */
  static EpisodeTitle of(String title, Collection<String> shows) {
    return new Reader(title, List.copyOf(shows)).read();
  }

  /** Returns whether nothing is left that distinguishes the episode from others of its kind. */
  boolean isGeneric() {
    return core.isEmpty();
  }

  /** Returns a key that is equal for all titles that could be the same, if their dates agree. */
  String group() {
    String subject = core;
    if (core.isEmpty()) {
      subject = number.isPresent() ? "#" + number.getAsInt() : "!" + new TreeSet<>(kinds);
    }
    return subject + "/" + part;
  }

  /** Returns whether the two name different numbers or parts, so that they cannot be the same. */
  boolean contradicts(EpisodeTitle other) {
    if (!part.equals(other.part)) {
      return true;
    }
    if (differ(season, other.season)) {
      return true;
    }
    // One side counts within the season and the other from the beginning.
    boolean countedAlike = season.isPresent() == other.season.isPresent();
    return countedAlike && differ(number, other.number);
  }

  /**
   * Returns whether one title is the other with a few words before or after it, such as the name of
   * a guest, or with one word corrected. Titles with different words or numbers do not resemble
   * each other.
   */
  boolean resembles(EpisodeTitle other) {
    List<String> longer = words.size() >= other.words.size() ? words : other.words;
    List<String> shorter = longer == words ? other.words : words;
    if (shorter.size() < MIN_WORDS || !numbers(words).equals(numbers(other.words))) {
      return false;
    }
    boolean extended =
        longer.size() - shorter.size() <= MAX_BESIDES
            && (longer.subList(0, shorter.size()).equals(shorter)
                || longer.subList(longer.size() - shorter.size(), longer.size()).equals(shorter));
    return extended || isMended(longer, shorter);
  }

  private static boolean isMended(List<String> one, List<String> other) {
    if (one.size() != other.size()) {
      return false;
    }
    List<Integer> differing =
        IntStream.range(0, one.size())
            .filter(i -> !one.get(i).equals(other.get(i)))
            .boxed()
            .toList();
    return differing.size() == 1
        && Spelling.isSlip(one.get(differing.get(0)), other.get(differing.get(0)));
  }

  private static Set<String> numbers(List<String> words) {
    return words.stream()
        .filter(word -> word.chars().anyMatch(Character::isDigit))
        .collect(Collectors.toSet());
  }

  private static boolean differ(OptionalInt one, OptionalInt other) {
    return one.isPresent() && other.isPresent() && one.getAsInt() != other.getAsInt();
  }

  private static final class Reader {
    private final String title;
    private final List<String> shows;
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private OptionalInt season = OptionalInt.empty();
    private OptionalInt number = OptionalInt.empty();
    private OptionalInt part = OptionalInt.empty();
    private String rest;

    Reader(String title, List<String> shows) {
      this.title = title;
      this.shows = shows;
      String signs = PART_SLASH.matcher(title).replaceAll(" part $1 ");
      this.rest = TitleNormalizer.words(NUMBER_SIGN.matcher(signs).replaceAll(" nr "));
    }

    EpisodeTitle read() {
      shows.forEach(this::removeShow);
      removeNumbers();
      String before;
      do {
        before = rest;
        for (Kind kind : Kind.values()) {
          if (remove(kind.pattern)) {
            kinds.add(kind);
          }
        }
        shows.forEach(this::removeShow);
        remove(TitleDecorations.NOVELTY);
        remove(TitleDecorations.LEFT_OVER);
        if (number.isEmpty()) {
          number = taken(TitleDecorations.LEADING_NUMBER);
        }
      } while (!rest.equals(before));
      String core = TitleNormalizer.joined(rest);
      if (core.length() < MIN_CORE && core.codePoints().allMatch(c -> c < 0x2000)) {
        core = "";
      }
      List<String> words = List.of(rest.split(" "));
      return new EpisodeTitle(TitleNormalizer.key(title), core, words, season, number, part, kinds);
    }

    private void removeNumbers() {
      part = taken(TitleDecorations.PART);
      Matcher both = TitleDecorations.SEASON_AND_EPISODE.matcher(rest);
      if (both.find()) {
        int first = both.group(1) != null ? 1 : 3;
        season = OptionalInt.of(Integer.parseInt(both.group(first)));
        number = OptionalInt.of(Integer.parseInt(both.group(first + 1)));
        cut(both.start(), both.end());
        return;
      }
      season = taken(TitleDecorations.SEASON_ALONE);
      number = taken(TitleDecorations.EPISODE_ALONE);
    }

    private OptionalInt taken(Pattern pattern) {
      Matcher found = pattern.matcher(rest);
      if (!found.find()) {
        return OptionalInt.empty();
      }
      OptionalInt value = TitleDecorations.number(found);
      cut(found.start(), found.end());
      return value;
    }

    private boolean remove(Pattern pattern) {
      Matcher found = pattern.matcher(rest);
      if (!found.find()) {
        return false;
      }
      cut(found.start(), found.end());
      return true;
    }

    // A title that is the show's name and nothing else keeps it.
    private void removeShow(String name) {
      if (name.isEmpty() || rest.length() <= name.length() + 1) {
        return;
      }
      if (rest.startsWith(name + " ")) {
        rest = rest.substring(name.length() + 1);
      } else if (rest.endsWith(" " + name)) {
        rest = rest.substring(0, rest.length() - name.length() - 1);
      }
    }

    private void cut(int start, int end) {
      rest = (rest.substring(0, start) + " " + rest.substring(end)).strip().replaceAll(" +", " ");
    }
  }
}
