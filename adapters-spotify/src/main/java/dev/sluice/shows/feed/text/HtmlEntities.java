package dev.sluice.shows.feed.text;

import java.util.HashMap;
import java.util.Map;

/** The names that HTML has for characters, as far as they occur in running text. */
public final class HtmlEntities {
  // From U+00A0 to U+00FF, in order.
  private static final String LATIN =
      "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn"
          + " sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
          + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave"
          + " Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave"
          + " Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig"
          + " ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute"
          + " ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    char c = '\u00a0';
    for (String name : LATIN.split(" ")) {
      NAMES.put(name, String.valueOf(c++));
    }
    NAMES.putAll(Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'"));
    NAMES.putAll(
        Map.of(
            "OElig", "\u0152", "oelig", "\u0153", "Scaron", "\u0160", "scaron", "\u0161", "Yuml",
            "\u0178", "circ", "\u02c6", "tilde", "\u02dc", "euro", "\u20ac", "trade", "\u2122",
            "hellip", "\u2026"));
    NAMES.putAll(
        Map.of(
            "ndash", "\u2013", "mdash", "\u2014", "lsquo", "\u2018", "rsquo", "\u2019", "sbquo",
            "\u201a", "ldquo", "\u201c", "rdquo", "\u201d", "bdquo", "\u201e", "lsaquo", "\u2039",
            "rsaquo", "\u203a"));
    NAMES.putAll(
        Map.of(
            "dagger", "\u2020", "Dagger", "\u2021", "bull", "\u2022", "permil", "\u2030", "prime",
            "\u2032", "larr", "\u2190", "rarr", "\u2192", "harr", "\u2194", "minus", "\u2212",
            "ensp", "\u2002"));
    NAMES.putAll(
        Map.of(
            "emsp", "\u2003", "thinsp", "\u2009", "zwnj", "\u200c", "zwj", "\u200d", "infin",
            "\u221e", "ne", "\u2260", "hearts", "\u2665", "check", "\u2713", "star", "\u2606",
            "starf", "\u2605"));
  }

  private HtmlEntities() {}

  /**
   * The characters that {@code eacute}, {@code #233} or {@code #xE9} stand for; empty for a number
   * of none that XML knows, null for what stands for nothing.
   */
  public static String meaning(String name) {
    if (name.charAt(0) != '#') {
      return NAMES.get(name);
    }
    int code = code(name);
    if (code < 0) {
      return null;
    }
    if (code < 0x10000) {
      char c = Utf8OrWindows1252Reader.meant(code);
      return Character.isSurrogate(c) ? "\ufffd" : isCharacter(c) ? String.valueOf(c) : "";
    }
    return Character.isValidCodePoint(code) ? Character.toString(code) : "";
  }

  /** Whether XML knows it; half of a pair counts. */
  public static boolean isCharacter(char c) {
    return c >= 0x20 ? c < 0xfffe : c == '\n' || c == '\t' || c == '\r';
  }

  private static int code(String name) {
    boolean hex = name.length() > 1 && (name.charAt(1) == 'x' || name.charAt(1) == 'X');
    String digits = name.substring(hex ? 2 : 1);
    if (digits.isEmpty() || digits.length() > 7) {
      return -1;
    }
    try {
      return Integer.parseInt(digits, hex ? 16 : 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
