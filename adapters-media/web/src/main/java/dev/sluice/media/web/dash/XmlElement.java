package dev.sluice.media.web.dash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Node;

/** An XML element. Names are without prefixes. */
record XmlElement(org.w3c.dom.Element node) {
  String name() {
    return node.getLocalName();
  }

  /** Returns an attribute. */
  Optional<String> attribute(String name) {
    return node.hasAttribute(name)
        ? Optional.of(node.getAttribute(name).strip())
        : Optional.empty();
  }

  /** Returns an attribute as a number; empty if it is not a number, or negative. */
  Optional<Long> number(String name) {
    return attribute(name).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
  }

  Optional<XmlElement> child(String name) {
    return children(name).stream().findFirst();
  }

  List<XmlElement> children(String name) {
    List<XmlElement> found = new ArrayList<>();
    for (Node each = node.getFirstChild(); each != null; each = each.getNextSibling()) {
      if (each instanceof org.w3c.dom.Element element && name.equals(element.getLocalName())) {
        found.add(new XmlElement(element));
      }
    }
    return found;
  }

  String text() {
    return node.getTextContent().strip();
  }
}
