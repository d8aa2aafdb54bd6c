package dev.sluice.media.libav.demux;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.TextCue;
import dev.sluice.core.media.TtmlText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the XML of a TTML document, which must not include files or expand entities. Used once. */
final class TtmlReader extends DefaultHandler {
  /** Longer texts are passed on in parts. */
  private static final int PART = 8 << 10;

  private final TtmlText document = new TtmlText();
  private final StringBuilder text = new StringBuilder();

  private TtmlReader() {}

  /**
   * Returns the cues of a document.
   *
   * @throws SluiceException MEDIA_DAMAGED if it is not well-formed, or no TTML; SOURCE_TOO_LARGE
   */
  static List<TextCue> cues(byte[] bytes) {
    TtmlReader reader = new TtmlReader();
    try {
      SAXParserFactory factory = SAXParserFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.newSAXParser().parse(new InputSource(new ByteArrayInputStream(bytes)), reader);
    } catch (ParserConfigurationException e) {
      throw new SluiceException(FailureCode.INTERNAL, "This JDK cannot parse XML safely", e);
    } catch (SAXException | IOException e) {
      throw new SluiceException(
          FailureCode.MEDIA_DAMAGED, "The subtitles are not well-formed TTML", e);
    }
    return reader.document.cues();
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes) {
    passText();
    Map<String, String> values = new HashMap<>(2 * attributes.getLength());
    for (int i = 0; i < attributes.getLength(); i++) {
      values.put(attributes.getLocalName(i), attributes.getValue(i));
    }
    document.begin(name, values);
  }

  @Override
  public void characters(char[] from, int start, int length) {
    text.append(from, start, length);
    if (text.length() > PART) {
      passText();
    }
  }

  @Override
  public void endElement(String uri, String name, String qualified) {
    passText();
    document.end();
  }

  private void passText() {
    if (!text.isEmpty()) {
      document.text(text.toString());
      text.setLength(0);
    }
  }
}
