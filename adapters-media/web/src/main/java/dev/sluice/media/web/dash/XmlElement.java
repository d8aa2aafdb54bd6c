package dev.sluice.media.web.dash;

import dev.sluice.media.web.manifest.PackedTexts;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * An XML element. Names are without prefixes. Elements without elements in them, which a manifest
 * may have by the hundred thousand, take little memory: they are created whenever they are read.
 * Immutable once it was read.
 */
final class XmlElement {
  private final String name;
  private final Map<String, String> attributes;
  private final String text;
  private final Map<String, Children> children;

  private XmlElement(
      String name, Map<String, String> attributes, String text, Map<String, Children> children) {
    this.name = name;
    this.attributes = attributes;
    this.text = text;
    this.children = children;
  }

  String name() {
    return name;
  }

  /** Returns an attribute. */
  Optional<String> attribute(String wanted) {
    return Optional.ofNullable(attributes.get(wanted)).map(String::strip);
  }

  /** Returns an attribute as a number; empty if it is not a number, or negative. */
  Optional<Long> number(String wanted) {
    return attribute(wanted).filter(value -> value.matches("\\d{1,18}")).map(Long::parseLong);
  }

  Optional<XmlElement> child(String wanted) {
    return children(wanted).stream().findFirst();
  }

  List<XmlElement> children(String wanted) {
    Children found = children.get(wanted);
    return found == null ? List.of() : found;
  }

  /** Returns the text in this element, without that of the elements in it. */
  String text() {
    return text;
  }

  /** The children of one name. */
  private static final class Children extends AbstractList<XmlElement> implements RandomAccess {
    /** A character that XML does not allow. */
    private static final String SEPARATOR = "\0";

    /** Begins the number of an element that has children: no attribute's name is empty. */
    private static final String INNER = SEPARATOR + SEPARATOR;

    private final String name;

    /** The text, attributes' names and values of each child, or the number of an inner element. */
    private final PackedTexts leaves = new PackedTexts("");

    private final List<XmlElement> inner = new ArrayList<>(1);

    Children(String name) {
      this.name = name;
    }

    void append(XmlElement child) {
      if (!child.children.isEmpty()) {
        leaves.add(INNER + inner.size());
        inner.add(child);
        return;
      }
      StringBuilder packed = new StringBuilder(child.text);
      child.attributes.forEach(
          (key, value) -> packed.append(SEPARATOR).append(key).append(SEPARATOR).append(value));
      leaves.add(packed.toString());
    }

    @Override
    public int size() {
      return leaves.size();
    }

    @Override
    public XmlElement get(int index) {
      String packed = leaves.get(index);
      if (packed.startsWith(INNER)) {
        return inner.get(Integer.parseInt(packed.substring(INNER.length())));
      }
      String[] parts = packed.split(SEPARATOR, -1);
      Map<String, String> attributes = new HashMap<>();
      for (int i = 1; i < parts.length; i += 2) {
        attributes.put(parts[i], parts[i + 1]);
      }
      return new XmlElement(name, attributes, parts[0], Map.of());
    }
  }

  /** An element whose end has not been read. */
  static final class Builder {
    private final String name;
    private final Map<String, String> attributes;
    private final StringBuilder text = new StringBuilder(0);
    private final Map<String, Children> children = new HashMap<>(2);

    /**
     * Creates an element without text and children.
     *
     * @param attributes in the order in which they are stored
     */
    Builder(String name, Map<String, String> attributes) {
      this.name = name;
      this.attributes = attributes;
    }

    void add(char[] from, int start, int length) {
      text.append(from, start, length);
    }

    /** Adds a child, and returns whether it is the first of its name. */
    boolean add(XmlElement child) {
      int names = children.size();
      children.computeIfAbsent(child.name, Children::new).append(child);
      return children.size() > names;
    }

    XmlElement build() {
      children.values().forEach(each -> each.leaves.trim());
      return new XmlElement(name, attributes, text.toString().strip(), children);
    }
  }
}
