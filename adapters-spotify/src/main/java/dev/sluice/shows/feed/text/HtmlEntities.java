package dev.sluice.shows.feed.text;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;

/** Character references of HTML: {@code &eacute;}, {@code &#233;} and {@code &#xE9;}. Pure. */
public final class HtmlEntities {
  /** The longest name has 31 letters. */
  private static final Pattern REFERENCE =
      Pattern.compile("&([A-Za-z][A-Za-z0-9]{0,31}|#[xX]?[0-9A-Fa-f]{1,8});");

  private HtmlEntities() {}

  /**
   * Returns the characters that {@code eacute}, {@code #233} or {@code #xE9} stand for; empty for
   * the number of a character that XML does not know, null for anything else.
   */
  public static @Nullable String meaning(String name) {
    if (name.charAt(0) != '#') {
      String named = Entities.getByName(name);
      return named.isEmpty() ? null : named;
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

  /** Returns the text with its character references resolved; the unknown ones stay. */
  public static String decode(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    return REFERENCE.matcher(text).replaceAll(HtmlEntities::replacement);
  }

  private static String replacement(MatchResult found) {
    String meaning = meaning(found.group(1));
    return Matcher.quoteReplacement(meaning == null ? found.group() : meaning);
  }

  /** Returns whether XML knows the character; half of a surrogate pair counts. */
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
