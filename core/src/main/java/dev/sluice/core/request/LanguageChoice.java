package dev.sluice.core.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The choice among a source's streams by language.
 *
 * @param languages the preferred first, at most {@value #MOST}; if empty, the source's first or
 *     default stream is chosen, in any language
 */
public record LanguageChoice(List<Language> languages) {
  /** The source's first or default stream, in any language. */
  public static final LanguageChoice ANY = new LanguageChoice(List.of());

  /** The largest number of languages. */
  public static final int MOST = 10;

  public LanguageChoice {
    languages = List.copyOf(languages);
    if (languages.size() > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "At most %d languages can be asked for", MOST));
    }
  }

  /**
   * Parses a list such as {@code en, pt-BR}.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static LanguageChoice parse(String text) {
    return new LanguageChoice(
        Arrays.stream(text.split(","))
            .filter(tag -> !tag.isBlank())
            .map(Language::new)
            .distinct()
            .toList());
  }

  /** Returns whether the language does not matter. */
  public boolean isAny() {
    return languages.isEmpty();
  }

  /**
   * Returns the rank of a stream in this language, where 0 is the best; empty if the language is
   * not chosen. A choice of {@code en} includes {@code eng} and {@code en-GB}.
   *
   * @param language as a source writes it
   */
  public OptionalInt rank(String language) {
    if (isAny()) {
      return OptionalInt.of(0);
    }
    Language given = Language.find(language).orElse(Language.UNDETERMINED);
    return IntStream.range(0, languages.size())
        .filter(i -> languages.get(i).includes(given))
        .findFirst();
  }

  /** Returns the tags, separated by commas. */
  @Override
  public String toString() {
    return languages.stream().map(Language::tag).collect(Collectors.joining(","));
  }
}
