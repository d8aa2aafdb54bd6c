package dev.sluice.shows.feed.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Tag;
import org.jsoup.select.NodeFilter;

/**
 * Reads text that may be HTML as a person sees it: without markup, and with single blanks. Only
 * elements of HTML count as markup, so {@code List<String>} stays what it is. Pure.
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

  /** Elements that the parser has no list of. */
  private static final Set<String> MORE_ELEMENTS = Set.of("picture", "svg", "path");

  private static final Set<String> HIDDEN = Set.of("script", "style", "title");

  /** A bracket, with what makes it the beginning of a comment or of a whole tag. */
  private static final Pattern BRACKET =
      Pattern.compile("<(?:(!--)|/?([A-Za-z][A-Za-z0-9]*)(?=[\\s/>])[^<>]*>)?");

  /** Ends a line of the result; the parser keeps no line of the source apart. */
  private static final char LINE_END = '\u2029';

  private HtmlText() {}

  /** Returns whether the HTML element has lines of its own. */
  public static boolean isBlock(String element) {
    return BLOCKS.contains(element);
  }

  /** Returns the text on one line. */
  public static String line(String text) {
    return plain(text).replace('\n', ' ');
  }

  /** Returns the text with a line for each paragraph, trimmed, and without empty lines. */
  public static String plain(String text) {
    String html = text.indexOf('<') < 0 ? text : withoutOtherBrackets(text);
    if (html.indexOf('<') < 0) {
      return lines(HtmlEntities.decode(text));
    }
    StringBuilder out = new StringBuilder(text.length());
    Jsoup.parseBodyFragment(html).body().filter(new Visible(out));
    return lines(out.toString());
  }

  /** Escapes each bracket that begins neither a comment nor a whole tag of HTML. */
  private static String withoutOtherBrackets(String text) {
    return BRACKET
        .matcher(text)
        .replaceAll(
            found -> {
              boolean isMarkup =
                  found.group(1) != null || (found.group(2) != null && isElement(found.group(2)));
              return Matcher.quoteReplacement(
                  isMarkup ? found.group() : "&lt;" + found.group().substring(1));
            });
  }

  private static boolean isElement(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Tag.isKnownTag(lower) || MORE_ELEMENTS.contains(lower);
  }

  /** Collects the text of a document, with the ends of lines that its blocks make. */
  private record Visible(StringBuilder out) implements NodeFilter {
    @Override
    public FilterResult head(Node node, int depth) {
      if (HIDDEN.contains(node.normalName())) {
        return FilterResult.SKIP_ENTIRELY;
      }
      if (node instanceof TextNode text) {
        // In HTML the end of a line is a blank.
        out.append(text.getWholeText().replace('\n', ' ').replace('\r', ' '));
      } else if (isBlock(node.normalName())) {
        out.append(LINE_END);
      }
      return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (isBlock(node.normalName())) {
        out.append(LINE_END);
      }
      return FilterResult.CONTINUE;
    }
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
