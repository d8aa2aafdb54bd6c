package dev.sluice.core.request;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A language, as a tag of BCP 47. The spellings of one language are equal: {@code ger} and {@code
 * deu} (ISO 639-2 and 639-3) are {@code de}, and {@code pt_br} is {@code pt-BR}.
 *
 * @param tag such as {@code en}, {@code pt-BR} or {@code zh-Hant}; with the shortest code of the
 *     language, and with the letter case of BCP 47
 */
public record Language(String tag) {
  private static final Pattern TAG = Pattern.compile("[a-z]{2,8}(-[a-z0-9]{1,8}){0,3}");

  private static final Pattern SCRIPT = Pattern.compile("[a-z]{4}");

  private static final Pattern REGION = Pattern.compile("[a-z]{2}");

  /** The codes of the individual languages for which a group of languages is asked. */
  private static final Map<String, String> GROUPS = Map.of("nb", "no", "nn", "no", "yue", "zh");

  /** The language of a stream that names none. */
  public static final Language UNDETERMINED = new Language("und");

  /**
   * @throws IllegalArgumentException with a sentence, if the text is not a tag
   */
  public Language {
    tag = normal(tag);
  }

  /**
   * Returns the language that a source names.
   *
   * @return empty if the text is not a tag
   */
  public static Optional<Language> find(String text) {
    return TAG.matcher(lowerCase(text)).matches()
        ? Optional.of(new Language(text))
        : Optional.empty();
  }

  /**
   * Returns whether the other is this language or a variety of it: {@code en} includes {@code
   * en-GB}, and {@code no} includes {@code nb}.
   */
  public boolean includes(Language other) {
    if (other.tag.equals(tag) || other.tag.startsWith(tag + "-")) {
      return true;
    }
    String group = GROUPS.get(other.primary());
    return group != null && group.equals(tag);
  }

  private String primary() {
    return tag.split("-", 2)[0];
  }

  /** Returns the tag. */
  @Override
  public String toString() {
    return tag;
  }

  private static String lowerCase(String text) {
    return text.strip().replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private static String normal(String text) {
    String lower = lowerCase(text);
    if (!TAG.matcher(lower).matches()) {
      String shown = text.strip();
      throw new IllegalArgumentException(
          "'%s' is no language: give tags such as en or pt-BR, separated by commas"
              .formatted(shown.length() > 40 ? shown.substring(0, 40) + "…" : shown));
    }
    String[] parts = lower.split("-");
    String language = Codes.SHORTEST.getOrDefault(parts[0], parts[0]);
    StringBuilder tag = new StringBuilder(language);
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      // zh-cmn names the language twice.
      if (!language.equals(Codes.SHORTEST.get(part)) || part.length() < 3) {
        tag.append('-').append(inCase(part));
      }
    }
    return tag.toString();
  }

  private static String inCase(String part) {
    if (REGION.matcher(part).matches()) {
      return part.toUpperCase(Locale.ROOT);
    }
    return SCRIPT.matcher(part).matches()
        ? part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1)
        : part;
  }

  /** The spellings of languages. */
  private static final class Codes {
    /** The codes that were withdrawn, with those that replaced them. */
    private static final String WITHDRAWN = "iw he ji yi in id jw jv mo ro scc sr scr hr";

    /** The bibliographic codes of ISO 639-2, which mp4 and Matroska use. */
    private static final String BIBLIOGRAPHIC =
        "alb sq arm hy baq eu bur my chi zh cze cs dut nl fre fr geo ka ger de gre el ice is"
            + " mac mk mao mi may ms per fa rum ro slo sk tib bo wel cy";

    /** The codes of ISO 639-3 for the standard variety of a language that has a shorter code. */
    private static final String STANDARD_VARIETIES =
        "als sq arb ar azj az cmn zh ekk et khk mn lvs lv npi ne ory or pes fa swh sw uzn uz"
            + " ydd yi zsm ms";

    /** From each other code of a language to its shortest, in lower case. */
    static final Map<String, String> SHORTEST = shortest();

    private static Map<String, String> shortest() {
      Map<String, String> codes = new HashMap<>();
      for (String two : Locale.getISOLanguages()) {
        try {
          codes.put(Locale.forLanguageTag(two).getISO3Language(), two);
        } catch (MissingResourceException e) {
          // The language has no code of three letters.
        }
      }
      put(BIBLIOGRAPHIC, codes);
      put(STANDARD_VARIETIES, codes);
      Map<String, String> withdrawn = new HashMap<>();
      put(WITHDRAWN, withdrawn);
      codes.replaceAll((code, two) -> withdrawn.getOrDefault(two, two));
      codes.putAll(withdrawn);
      return Map.copyOf(codes);
    }

    private static void put(String pairs, Map<String, String> codes) {
      String[] words = pairs.split(" ");
      for (int i = 0; i < words.length; i += 2) {
        codes.put(words[i], words[i + 1]);
      }
    }
  }
}
