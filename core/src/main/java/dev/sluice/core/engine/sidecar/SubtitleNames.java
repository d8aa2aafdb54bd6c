package dev.sluice.core.engine.sidecar;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names subtitle files by the language that a source declares. Pure. */
public final class SubtitleNames {
  private static final String ENDING = ".vtt";

  /** A language tag of BCP 47, as far as it matters in a file name. */
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}");

  /** The code of ISO 639-2 for an undetermined language. */
  private static final String UNDETERMINED = "und";

  /**
   * The three-letter codes of ISO 639-2, which files carry, with the two-letter codes of BCP 47.
   */
  private static final Map<String, String> SHORT = shortCodes();

  private SubtitleNames() {}

  private static Map<String, String> shortCodes() {
    Map<String, String> codes = new HashMap<>();
    for (String two : Locale.getISOLanguages()) {
      try {
        codes.put(Locale.forLanguageTag(two).getISO3Language(), two);
      } catch (MissingResourceException e) {
        // The language has no three-letter code.
      }
    }
    // The bibliographic codes of the standard, which mp4 and matroska use.
    String bibliographic =
        "alb sq arm hy baq eu bur my chi zh cze cs dut nl fre fr geo ka ger de gre el ice is mac mk"
            + " mao mi may ms per fa rum ro slo sk tib bo wel cy";
    String[] pairs = bibliographic.split(" ");
    for (int i = 0; i < pairs.length; i += 2) {
      codes.put(pairs[i], pairs[i + 1]);
    }
    return Map.copyOf(codes);
  }

  /** Returns a language tag of BCP 47. */
  static String language(Optional<String> declared) {
    return declared
        .map(tag -> tag.strip().replace('_', '-'))
        .filter(tag -> LANGUAGE.matcher(tag).matches())
        .map(tag -> SHORT.getOrDefault(tag.toLowerCase(Locale.ROOT), tag))
        .orElse(UNDETERMINED);
  }

  static String extension(Optional<String> declared) {
    return language(declared) + ENDING;
  }

  /** Returns the language of a file with this extension. */
  public static String languageOf(String extension) {
    return extension.substring(0, extension.length() - ENDING.length());
  }
}
