package dev.sluice.core.engine.sidecar;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What files of subtitles are called by the language that a source names. Pure. */
public final class SubtitleNames {
  private static final String ENDING = ".vtt";

  /** A language tag as in BCP 47, as far as it matters in a file's name. */
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}");

  /** What ISO 639-2 has for a language that nobody named. */
  private static final String UNDETERMINED = "und";

  /** ISO 639-2's codes of three letters, as files carry them, and the two that BCP 47 wants. */
  private static final Map<String, String> SHORT = shortCodes();

  private SubtitleNames() {}

  private static Map<String, String> shortCodes() {
    Map<String, String> codes = new HashMap<>();
    for (String two : Locale.getISOLanguages()) {
      try {
        codes.put(Locale.forLanguageTag(two).getISO3Language(), two);
      } catch (MissingResourceException e) {
        // It has none.
      }
    }
    // The other set of the standard, which libraries use, and mp4 and matroska.
    String bibliographic =
        "alb sq arm hy baq eu bur my chi zh cze cs dut nl fre fr geo ka ger de gre el ice is mac mk"
            + " mao mi may ms per fa rum ro slo sk tib bo wel cy";
    String[] words = bibliographic.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      codes.put(words[i], words[i + 1]);
    }
    return Map.copyOf(codes);
  }

  /** A tag as in BCP 47. */
  static String language(Optional<String> said) {
    return said.map(tag -> tag.strip().replace('_', '-'))
        .filter(tag -> LANGUAGE.matcher(tag).matches())
        .map(tag -> SHORT.getOrDefault(tag.toLowerCase(Locale.ROOT), tag))
        .orElse(UNDETERMINED);
  }

  static String extension(Optional<String> said) {
    return language(said) + ENDING;
  }

  /** The language of a file with this extension. */
  public static String languageOf(String extension) {
    return extension.substring(0, extension.length() - ENDING.length());
  }
}
