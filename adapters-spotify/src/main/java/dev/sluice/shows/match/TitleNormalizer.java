package dev.sluice.shows.match;

import dev.sluice.shows.feed.text.HtmlEntities;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Normalizes titles: removes everything that two sides write differently without meaning it: case,
 * width, quotes, dashes, punctuation, emoji, spaces, entities that somebody encoded twice. Letters
 * keep their accents: they tell words apart in more languages than they do not.
 */
final class TitleNormalizer {
  // NFKC would make a space and an accent of some of these.
  private static final String APOSTROPHES = "'`´ʼ′‘’‛＇";

  private TitleNormalizer() {}

  /** Returns words in lower case with one space between them; empty if there are only signs. */
  static String words(String title) {
    String text = folded(HtmlEntities.decode(HtmlEntities.decode(title)));
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      int next = at + Character.charCount(c);
      append(out, c, next < text.length() ? text.codePointAt(next) : ' ');
      at = next;
    }
    return out.toString().strip();
  }

  /**
   * The words without the spaces, save between two numbers: some write {@code e-mail}, others
   * {@code email}, and scripts without spaces are spaced as one likes. A title of signs alone is
   * itself.
   */
  static String key(String title) {
    String words = words(title);
    return words.isEmpty() ? folded(HtmlEntities.decode(title)).strip() : joined(words);
  }

  /** Words as {@link #words} gives them, as a key. */
  static String joined(String words) {
    return words.replaceAll("(?<!\\d) | (?!\\d)", "");
  }

  private static void append(StringBuilder out, int c, int next) {
    if (Character.isDigit(c)) {
      out.append((char) ('0' + Character.digit(c, 10)));
    } else if (Character.isLetter(c) || isMark(c)) {
      out.appendCodePoint(c);
    } else if (c == '&') {
      separate(out);
      out.append("and ");
    } else if ((c == '+' || c == '#') && namesSomething(out, next)) {
      out.appendCodePoint(c);
    } else if (!vanishes(c)) {
      separate(out);
    }
  }

  private static void separate(StringBuilder out) {
    if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }

  // C, C++ and C# are three subjects.
  private static boolean namesSomething(StringBuilder out, int next) {
    if (out.length() == 0 || Character.isLetterOrDigit(next)) {
      return false;
    }
    char before = out.charAt(out.length() - 1);
    return Character.isLetter(before) || before == '+';
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    boolean picksVariant = c >= 0xfe00 && c <= 0xfe0f;
    return !picksVariant
        && (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK);
  }

  private static boolean vanishes(int c) {
    return c == '\'' || Character.getType(c) == Character.FORMAT || (c >= 0xfe00 && c <= 0xfe0f);
  }

  private static String folded(String text) {
    StringBuilder plain = new StringBuilder(text);
    for (int at = 0; at < plain.length(); at++) {
      if (APOSTROPHES.indexOf(plain.charAt(at)) >= 0) {
        plain.setCharAt(at, '\'');
      }
    }
    String wide = Normalizer.normalize(plain, Normalizer.Form.NFKC);
    // Upper case turns ß into ss, and the dotless i into an i. The dot of a Turkish capital I and
    // the
    // sigma at the end of a word remain, and are replaced below.
    String lower = wide.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String same = lower.replace("i\u0307", "i").replace('ς', 'σ');
    return Normalizer.normalize(same, Normalizer.Form.NFKC);
  }
}
