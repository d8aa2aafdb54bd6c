package dev.sluice.media.web.dash;

import dev.sluice.media.web.manifest.UntrustedXml;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads XML of strangers, element by element. Used once. */
final class XmlReader extends DefaultHandler {
  private static final int MAX_DEPTH = 64;

  /** How many lists of children of one name there may be: each takes about 500 bytes. */
  private static final int MAX_LISTS = 100_000;

  private final Deque<XmlElement.Builder> open = new ArrayDeque<>();
  private int lists;
  private @Nullable XmlElement root;

  private XmlReader() {}

  /**
   * Returns the root of a document.
   *
   * @throws SAXException if it is not well-formed, or has too many elements
   */
  static XmlElement root(Reader text) throws SAXException {
    XmlReader reader = new XmlReader();
    UntrustedXml.parse(new InputSource(text), reader);
    if (reader.root == null) {
      throw new SAXException("no root");
    }
    return reader.root;
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes)
      throws SAXException {
    if (open.size() == MAX_DEPTH) {
      throw new SAXException("more than " + MAX_DEPTH + " elements in each other");
    }
    Map<String, String> values = new LinkedHashMap<>(2 * attributes.getLength());
    for (int i = 0; i < attributes.getLength(); i++) {
      values.put(attributes.getQName(i), attributes.getValue(i));
    }
    open.push(new XmlElement.Builder(name, values));
  }

  @Override
  public void characters(char[] from, int start, int length) {
    open.element().add(from, start, length);
  }

  @Override
  public void endElement(String uri, String name, String qualified) throws SAXException {
    XmlElement ended = open.pop().build();
    if (open.isEmpty()) {
      root = ended;
    } else if (open.element().add(ended) && ++lists > MAX_LISTS) {
      throw new SAXException(
          "more than " + MAX_LISTS + " elements that are the first of their name");
    }
  }
}
