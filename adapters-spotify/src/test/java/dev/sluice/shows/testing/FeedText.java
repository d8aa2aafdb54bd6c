package dev.sluice.shows.testing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A feed in the making: RSS 2.0 with the namespaces that podcasts use, or Atom. What is given as
 * XML is put in as it stands, so that it can be as wrong as a test wants it. Immutable.
 */
public final class FeedText {
  private static final String RSS =
      "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
          + " xmlns:podcast=\"https://podcastindex.org/namespace/1.0\""
          + " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
          + " xmlns:media=\"http://search.yahoo.com/mrss/\""
          + " xmlns:atom=\"http://www.w3.org/2005/Atom\">\n"
          + "<channel>\n";

  private final boolean atom;
  private final List<String> head;
  private final List<String> items;

  private FeedText(boolean atom, List<String> head, List<String> items) {
    this.atom = atom;
    this.head = List.copyOf(head);
    this.items = List.copyOf(items);
  }

  /** An RSS feed of this title without items. */
  public static FeedText rss(String title) {
    return new FeedText(false, List.of("<title>" + escaped(title) + "</title>"), List.of());
  }

  /** An Atom feed of this title without entries. */
  public static FeedText atom(String title) {
    return new FeedText(true, List.of("<title>" + escaped(title) + "</title>"), List.of());
  }

  /** With this XML about the show. */
  public FeedText with(String xml) {
    return new FeedText(atom, plus(head, xml), items);
  }

  /** With a link to the page on which its items go on. */
  public FeedText next(String address) {
    return with(
        "<%s rel=\"next\" href=\"%s\"/>".formatted(atom ? "link" : "atom:link", escaped(address)));
  }

  /** With an item of this XML. */
  public FeedText item(String xml) {
    String name = atom ? "entry" : "item";
    return new FeedText(atom, head, plus(items, "<%s>%s</%s>".formatted(name, xml, name)));
  }

  /**
   * With an item that has a name, a title and a file of sound.
   *
   * @param more XML behind these
   */
  public FeedText item(String guid, String title, String enclosure, String more) {
    String media =
        atom
            ? "<id>%s</id><title>%s</title><link rel=\"enclosure\" type=\"audio/mpeg\""
                + " href=\"%s\"/>"
            : "<guid isPermaLink=\"false\">%s</guid><title>%s</title><enclosure type=\"audio/mpeg\""
                + " length=\"1\" url=\"%s\"/>";
    return item(
        String.format(Locale.ROOT, media, escaped(guid), escaped(title), escaped(enclosure))
            + more);
  }

  /** As {@link #item(String, String, String, String)}, and nothing behind. */
  public FeedText item(String guid, String title, String enclosure) {
    return item(guid, title, enclosure, "");
  }

  /** With so many items more, newest first, whose files are below this address. */
  public FeedText items(int count, String folder) {
    List<String> all = new ArrayList<>(items);
    for (int i = count; i > 0; i--) {
      FeedText one =
          new FeedText(atom, List.of(), List.of())
              .item("episode-" + i, "Episode " + i, folder + "/" + i + ".mp3");
      all.add(one.items.get(0));
    }
    return new FeedText(atom, head, all);
  }

  /** The document without a declaration of its encoding. */
  public String document() {
    StringBuilder text =
        new StringBuilder(atom ? "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n" : RSS);
    head.forEach(xml -> text.append(xml).append('\n'));
    items.forEach(xml -> text.append(xml).append('\n'));
    return text.append(atom ? "</feed>\n" : "</channel>\n</rss>\n").toString();
  }

  /** The document in UTF-8, which it declares. */
  public byte[] bytes() {
    return bytes(StandardCharsets.UTF_8, "UTF-8");
  }

  /** The document in an encoding, and what it declares as such; nothing for an empty text. */
  public byte[] bytes(Charset charset, String declared) {
    String declaration =
        declared.isEmpty() ? "" : "<?xml version=\"1.0\" encoding=\"%s\"?>\n".formatted(declared);
    return (declaration + document()).getBytes(charset);
  }

  private static List<String> plus(List<String> list, String one) {
    List<String> more = new ArrayList<>(list);
    more.add(one);
    return more;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
