package dev.sluice.shows.feed.parse;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.shows.feed.text.HtmlText;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads one document of a feed from its first element to the end of it, or fails. */
public final class FeedReader {
  static final int DEEPEST = 64;

  private static final Set<String> ROOTS = Set.of("rss", "feed", "rdf:RDF", "RDF");
  private static final Set<String> PAGES =
      Set.of("html", "head", "body", "div", "b", "br", "p", "script", "center", "h1");
  private static final int MAX_NAMES = 5_000;
  private static final XMLInputFactory FACTORY = factory();

  private final URI base;
  private final FeedBudget budget;
  private final ElementNames names = new ElementNames();
  private final Set<String> met = new HashSet<>();
  private final String[] path = new String[DEEPEST + 1];
  private final StringBuilder text = new StringBuilder();
  private final FeedElementHandler elements;
  private int depth;
  private int collecting;

  private FeedReader(URI base, FeedBudget budget) {
    this.base = base;
    this.budget = budget;
    this.elements = new FeedElementHandler(base);
  }

  /**
   * @param base where the document came from
   * @throws SluiceException FEED_INVALID, FEED_TOO_LARGE, SHOW_TIMEOUT; those of the bytes
   */
  public static FeedPage read(Reader document, URI base, FeedBudget budget) {
    FeedReader reader = new FeedReader(base, budget);
    try {
      return reader.read(document);
    } catch (XMLStreamException e) {
      throw FeedFailures.invalid(
          base, "is cut or malformed: it breaks off" + reader.position(e), e);
    } catch (IOException e) {
      throw FeedFailures.invalid(base, "cannot be read", e);
    }
  }

  private FeedPage read(Reader document) throws XMLStreamException, IOException {
    XMLStreamReader xml = create(document);
    do {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> begin(xml);
        case XMLStreamConstants.END_ELEMENT -> end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            collect(xml);
        default -> {
          // Neither comments nor entities come through the healing.
        }
      }
    } while (depth > 0);
    return elements.page();
  }

  private static XMLStreamReader create(Reader document) throws XMLStreamException {
    synchronized (FACTORY) {
      return FACTORY.createXMLStreamReader(document);
    }
  }

  private void begin(XMLStreamReader xml) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      checkNames(xml.getAttributeLocalName(i));
      if ("xmlns".equals(xml.getAttributePrefix(i))) {
        names.declare(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
      }
    }
    checkNames(xml.getLocalName());
    String name = names.of(xml.getLocalName());
    if (depth == 0 && !ROOTS.contains(name)) {
      throw noFeed(name);
    }
    if (depth == DEEPEST) {
      throw FeedFailures.invalid(
          base,
          "has elements within elements more than %s deep; ask its publisher to mend it"
              .formatted(DEEPEST));
    }
    path[++depth] = name;
    if (collecting > 0) {
      // Markup that is not hidden from XML: its text counts, its lines stay lines.
      breakLine(name);
      return;
    }
    if (elements.begin(path, depth, new Attributes(xml))) {
      collecting = depth;
      text.setLength(0);
    }
  }

  // The parser remembers every name that it has met.
  private void checkNames(String written) {
    if (met.add(written) && met.size() > MAX_NAMES) {
      throw FeedFailures.invalid(
          base,
          String.format(
              Locale.ROOT, "has more than %,d names of elements and attributes", MAX_NAMES));
    }
  }

  private void end() {
    String name = path[depth];
    if (collecting == depth) {
      elements.text(path, depth, text.toString());
      collecting = 0;
    } else if (collecting > 0) {
      breakLine(name);
    }
    if (collecting == 0) {
      elements.end(depth).ifPresent(budget::item);
    }
    depth--;
  }

  private void breakLine(String element) {
    if (HtmlText.isBlock(element) && text.length() < HealingBuffer.LONGEST) {
      text.append('\n');
    }
  }

  private void collect(XMLStreamReader xml) {
    if (collecting == 0) {
      return;
    }
    int room = HealingBuffer.LONGEST - text.length();
    int length = Math.min(room, xml.getTextLength());
    if (length > 0) {
      text.append(xml.getTextCharacters(), xml.getTextStart(), length);
    }
  }

  private SluiceException noFeed(String root) {
    String name = root.toLowerCase(Locale.ROOT);
    if (PAGES.contains(name)) {
      return WebPage.failure(base, "");
    }
    return FeedFailures.noFeed(
        base,
        "An XML document of <%s>"
            .formatted(root.length() > 40 ? root.substring(0, 40) + "…" : root),
        "RSS and Atom are understood");
  }

  private String position(XMLStreamException e) {
    String item =
        elements.items() == 0 ? " before its first item" : " after item " + elements.items();
    int line = e.getLocation() == null ? -1 : e.getLocation().getLineNumber();
    return item
        + (line > 0 ? " (line %s)".formatted(line) : "")
        + "; ask again later, or ask its publisher to mend it";
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    Map.of(
            XMLInputFactory.IS_NAMESPACE_AWARE, false,
            XMLInputFactory.SUPPORT_DTD, false,
            XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false,
            XMLInputFactory.IS_COALESCING, false)
        .forEach(factory::setProperty);
    return factory;
  }

  /** The attributes of the element that has just begun. */
  static final class Attributes {
    private final XMLStreamReader xml;

    Attributes(XMLStreamReader xml) {
      this.xml = xml;
    }

    /** Returns the value of the attribute with this local name, in any case; empty if absent. */
    String get(String name) {
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        if (name.equalsIgnoreCase(xml.getAttributeLocalName(i))) {
          return xml.getAttributeValue(i);
        }
      }
      return "";
    }
  }
}
