package dev.sluice.core.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The choice among a source's subtitles, by language.
 *
 * @param languages BCP 47 tags in lower case, the preferred first, at most {@value #MOST}; if
 *     empty, the source's first subtitles are chosen, in any language
 */
public record SubtitleChoice(List<String> languages) {
  /** The source's first subtitles, in any language. */
  public static final SubtitleChoice FIRST = new SubtitleChoice(List.of());

  /** The largest number of languages. */
  public static final int MOST = 10;

  private static final Pattern TAG = Pattern.compile("[a-z]{2,8}(-[a-z0-9]{1,8}){0,3}");

  public SubtitleChoice {
    languages = List.copyOf(languages);
    if (languages.size() > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "At most %d subtitle languages can be asked for", MOST));
    }
    for (String tag : languages) {
      if (!TAG.matcher(tag).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no language: give tags such as en or pt-BR, separated by commas"
                .formatted(tag));
      }
    }
  }

  /**
   * Parses a list such as {@code en, pt-BR}.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static SubtitleChoice parse(String text) {
    return new SubtitleChoice(
        Arrays.stream(text.split(","))
            .map(tag -> normal(tag))
            .filter(tag -> !tag.isEmpty())
            .distinct()
            .toList());
  }

  /**
   * Returns the rank of subtitles in this language, where 0 is the best; empty if the language is
   * not chosen. A choice of {@code en} includes {@code en-GB}.
   */
  public OptionalInt rank(String language) {
    if (languages.isEmpty()) {
      return OptionalInt.of(0);
    }
    String given = normal(language);
    return IntStream.range(0, languages.size())
        .filter(i -> given.equals(languages.get(i)) || given.startsWith(languages.get(i) + "-"))
        .findFirst();
  }

  private static String normal(String tag) {
    return tag.strip().replace('_', '-').toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return String.join(",", languages);
  }
}
