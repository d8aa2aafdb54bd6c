package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Parses XML of strangers, which must not include files or expand entities. */
public final class UntrustedXml {
  private UntrustedXml() {}

  /**
   * Reports the elements of a document, with their namespaces, to the handler.
   *
   * @throws SAXException if it is not well-formed, or has a document type
   */
  public static void parse(InputSource text, DefaultHandler handler) throws SAXException {
    try {
      SAXParserFactory factory = SAXParserFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.newSAXParser().parse(text, handler);
    } catch (ParserConfigurationException e) {
      throw new SluiceException(FailureCode.INTERNAL, "This JDK cannot parse XML safely", e);
    } catch (IOException e) {
      throw new SAXException(e);
    }
  }
}
