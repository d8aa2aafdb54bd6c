package dev.sluice.shows.feed.text;

import java.util.Locale;
import java.util.Set;

/**
 * What people wrote, out of what their programs made of it: markup becomes text, blanks become one.
 * Only the names of HTML count as markup, so {@code List<String>} stays what it is.
 */
public final class HtmlText {
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "br",
          "div",
          "ul",
          "ol",
          "li",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "tr",
          "table",
          "hr",
          "blockquote",
          "pre",
          "section",
          "article",
          "header",
          "footer",
          "figure",
          "dl",
          "dt",
          "dd",
          "figcaption",
          "aside",
          "nav",
          "address",
          "details",
          "summary");

  private static final Set<String> WITHIN_LINES =
      Set.of(
          "a",
          "abbr",
          "b",
          "big",
          "body",
          "center",
          "cite",
          "code",
          "del",
          "em",
          "font",
          "html",
          "head",
          "i",
          "img",
          "ins",
          "kbd",
          "mark",
          "q",
          "s",
          "small",
          "span",
          "strike",
          "strong",
          "sub",
          "sup",
          "tbody",
          "td",
          "th",
          "thead",
          "tt",
          "u",
          "var",
          "wbr",
          "time",
          "picture",
          "source",
          "audio",
          "video",
          "iframe",
          "input",
          "button",
          "form",
          "label",
          "link",
          "meta",
          "svg",
          "path",
          "object",
          "embed",
          "param",
          "noscript",
          "col",
          "colgroup",
          "caption");

  private static final Set<String> UNSEEN = Set.of("script", "style", "title");

  private HtmlText() {}

  public static boolean isBlock(String element) {
    return BLOCKS.contains(element);
  }

  /** On one line. */
  public static String line(String text) {
    return plain(text).replace('\n', ' ');
  }

  /** With a line for each paragraph, each trimmed, none of them empty. */
  public static String plain(String text) {
    boolean marked = text.indexOf('<') >= 0;
    String read = marked ? withoutTags(text) : text;
    String whole = read.indexOf('&') >= 0 ? withoutNames(read) : read;
    return lines(whole);
  }

  private static String withoutTags(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder out = new StringBuilder(text.length());
    boolean html = false;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int close = c == '<' ? end(text, at) : -1;
      String name = close < 0 ? "" : name(text, at);
      if (name.isEmpty()) {
        out.append(c);
        at++;
        continue;
      }
      html = true;
      boolean hides = text.charAt(at + 1) != '/' && text.charAt(close - 1) != '/';
      at = close + 1;
      if (hides && UNSEEN.contains(name)) {
        int over = lower.indexOf("</" + name, at);
        // What has no end hides the rest, as it does in a browser.
        at = over < 0 ? text.length() : over;
      } else if (isBlock(name)) {
        out.append('\u0001');
      }
    }
    // In HTML a line's end is a blank; the lines are those of its paragraphs.
    String joined = html ? out.toString().replace('\n', ' ').replace('\r', ' ') : out.toString();
    return joined.replace('\u0001', '\n');
  }

  /** Where the tag or comment that begins here ends; negative where it does not. */
  private static int end(String text, int at) {
    if (text.startsWith("<!--", at)) {
      int over = text.indexOf("-->", at);
      return over < 0 ? text.length() - 1 : over + 2;
    }
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<' || c == '>') {
        return c == '>' ? i : -1;
      }
    }
    return -1;
  }

  /** The name of the element that is begun or ended here; empty where it is none of HTML. */
  private static String name(String text, int at) {
    if (text.startsWith("<!--", at)) {
      return "!";
    }
    int first = at + 1 < text.length() && text.charAt(at + 1) == '/' ? at + 2 : at + 1;
    int last = first;
    while (last < text.length() && last - first < 12 && isOfName(text.charAt(last))) {
      last++;
    }
    String name = text.substring(first, last).toLowerCase(Locale.ROOT);
    boolean known = isBlock(name) || WITHIN_LINES.contains(name) || UNSEEN.contains(name);
    return known ? name : "";
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String withoutNames(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int over =
          c == '&' ? text.substring(at, Math.min(text.length(), at + 12)).indexOf(';') + at : -1;
      String meaning = over > at + 1 ? HtmlEntities.meaning(text.substring(at + 1, over)) : null;
      if (meaning == null) {
        out.append(c);
        at++;
      } else {
        out.append(meaning);
        at = over + 1;
      }
    }
    return out.toString();
  }

  private static String lines(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean newLine = false;
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029') {
        newLine = true;
      } else if (Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff') {
        blank = true;
      } else if (c >= ' ') {
        if (out.length() > 0 && (newLine || blank)) {
          out.append(newLine ? '\n' : ' ');
        }
        newLine = false;
        blank = false;
        out.append(c);
      }
    }
    return out.toString();
  }
}
