package dev.sluice.media.web.subtitle;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.TextCue;
import dev.sluice.core.media.TtmlText;
import dev.sluice.media.web.manifest.UntrustedXml;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the XML of a TTML document. Used once. */
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
      UntrustedXml.parse(new InputSource(new ByteArrayInputStream(bytes)), reader);
    } catch (SAXException e) {
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
