package dev.sluice.shows.feed.parse;

import dev.sluice.shows.feed.parse.EnclosureChoice.Offer;
import dev.sluice.shows.feed.parse.FeedReader.Attributes;
import dev.sluice.shows.feed.text.FeedLinks;
import dev.sluice.shows.feed.text.HtmlText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the elements of RSS and Atom, in the order of the document. */
final class FeedElementHandler {
  private final URI base;
  private final List<FeedItem> items = new ArrayList<>();
  private FeedItemBuilder item;
  private int itemDepth;
  private Offer alternate = Offer.ALTERNATE;
  private String alternateType = "";
  private boolean guidIsLink;
  private String title = "";
  private String otherTitle = "";
  private String author = "";
  private String otherAuthor = "";
  private String language = "";
  private String image = "";
  private String otherImage = "";
  private String next = "";
  private String movedTo = "";

  FeedElementHandler(URI base) {
    this.base = base;
  }

  int items() {
    return items.size();
  }

  FeedPage page() {
    String shown = HtmlText.line(title.isBlank() ? otherTitle : title);
    String maker = HtmlText.line(author.isBlank() ? otherAuthor : author);
    return new FeedPage(
        shown.isEmpty() ? base.getHost() : shown,
        maker.isEmpty() ? Optional.empty() : Optional.of(maker),
        FeedLinks.resolved(base, image).or(() -> FeedLinks.resolved(base, otherImage)),
        FeedLinks.resolved(base, next),
        FeedLinks.resolved(base, movedTo),
        items);
  }

  /** Handles the start of an element, and returns whether its text is needed. */
  boolean begin(String[] path, int depth, Attributes attributes) {
    String name = path[depth];
    if (item != null) {
      return beginInItem(path, depth, attributes);
    }
    if (name.equals("item") || name.equals("entry")) {
      item = new FeedItemBuilder();
      itemDepth = depth;
      return false;
    }
    String parent = path[depth - 1];
    if (depth > 1 && (parent.equals("channel") || parent.equals("feed"))) {
      return beginInShow(name, attributes);
    }
    boolean named = name.equals("url") && parent.equals("image");
    return depth > 2 && (named || (name.equals("name") && parent.equals("author")));
  }

  private boolean beginInShow(String name, Attributes attributes) {
    switch (name) {
      case "link" -> {
        if (attributes.get("rel").equalsIgnoreCase("next")) {
          next = first(next, attributes.get("href"));
        }
        return false;
      }
      case "itunes:image", "podcast:image" -> {
        image = first(image, attributes.get("href"));
        return false;
      }
      case "media:thumbnail", "googleplay:image" -> {
        otherImage = first(otherImage, attributes.get("url"), attributes.get("href"));
        return false;
      }
      default -> {
        return switch (name) {
          case "title",
              "itunes:title",
              "itunes:author",
              "managingEditor",
              "dc:creator",
              "googleplay:author",
              "language",
              "dc:language",
              "logo",
              "icon",
              "itunes:new-feed-url" ->
              true;
          default -> false;
        };
      }
    }
  }

  private boolean beginInItem(String[] path, int depth, Attributes attributes) {
    boolean own = depth == itemDepth + 1;
    String parent = path[depth - 1];
    boolean grouped = parent.equals("media:group") || parent.equals("media:content");
    String name = path[depth];
    if (name.equals("item") || name.equals("entry")) {
      throw FeedFailures.invalid(
          base, "has an item within item %s; ask its publisher to mend it".formatted(items() + 1));
    }
    if (own || grouped) {
      switch (name) {
        case "enclosure" ->
            item.enclosures()
                .add(
                    Offer.ENCLOSURE,
                    first(attributes.get("url"), attributes.get("href")),
                    attributes.get("type"));
        case "media:content" -> mediaContent(attributes);
        case "media:thumbnail" -> item.image(attributes.get("url"), 2);
        case "itunes:image", "podcast:image" ->
            item.image(first(attributes.get("href"), attributes.get("url")), 0);
        case "podcast:transcript" ->
            item.transcripts()
                .add(attributes.get("url"), attributes.get("type"), attributes.get("language"));
        case "podcast:alternateEnclosure" -> {
          alternate =
              attributes.get("default").equalsIgnoreCase("true")
                  ? Offer.DEFAULT_ALTERNATE
                  : Offer.ALTERNATE;
          alternateType = attributes.get("type");
        }
        case "link" -> {
          return link(attributes);
        }
        case "content" ->
            item.enclosures().add(Offer.CONTENT, attributes.get("src"), attributes.get("type"));
        case "guid" -> guidIsLink = !attributes.get("isPermaLink").equalsIgnoreCase("false");
        default -> {
          // Its text may say something.
        }
      }
      return own ? hasText(name) : name.equals("media:title") || name.equals("media:description");
    }
    if (parent.equals("podcast:alternateEnclosure") && name.equals("podcast:source")) {
      item.enclosures()
          .add(
              alternate,
              attributes.get("uri"),
              first(attributes.get("contentType"), alternateType));
    }
    return false;
  }

  private static boolean hasText(String name) {
    return switch (name) {
      case "title",
          "itunes:title",
          "media:title",
          "description",
          "content:encoded",
          "content",
          "summary",
          "itunes:summary",
          "itunes:subtitle",
          "media:description",
          "pubDate",
          "published",
          "updated",
          "dc:date",
          "itunes:duration",
          "guid",
          "id" ->
          true;
      default -> false;
    };
  }

  /** Handles a link, and returns whether it is one of RSS, whose address is its text. */
  private boolean link(Attributes attributes) {
    String address = attributes.get("href");
    if (address.isBlank()) {
      return true;
    }
    switch (attributes.get("rel")) {
      case "", "alternate" -> item.link(address, 1);
      case "enclosure" -> item.enclosures().add(Offer.ENCLOSURE, address, attributes.get("type"));
      default -> {
        // Comments, related pages and the like.
      }
    }
    return false;
  }

  private void mediaContent(Attributes attributes) {
    String type = attributes.get("type");
    String medium = attributes.get("medium");
    boolean plays = medium.isBlank() || medium.equals("audio") || medium.equals("video");
    String address = attributes.get("url");
    if (medium.equals("image") || type.startsWith("image/")) {
      item.image(address, 3);
    } else if (plays) {
      boolean first = attributes.get("isDefault").equalsIgnoreCase("true");
      if (attributes.get("expression").equalsIgnoreCase("sample")) {
        item.enclosures().add(Offer.SAMPLE, address, type);
        return;
      }
      item.enclosures().add(first ? Offer.DEFAULT_CONTENT : Offer.CONTENT, address, type);
      item.duration(attributes.get("duration"), 1);
    }
  }

  /** The text of an element that {@link #begin} wanted. */
  void text(String[] path, int depth, String text) {
    if (item == null) {
      textOfShow(path[depth], text.strip());
    } else {
      textOfItem(path[depth], text);
    }
  }

  private void textOfShow(String name, String text) {
    switch (name) {
      case "title" -> title = first(title, text);
      case "itunes:title" -> otherTitle = first(otherTitle, text);
      case "itunes:author" -> author = first(author, text);
      case "name", "managingEditor", "dc:creator", "googleplay:author" ->
          otherAuthor = first(otherAuthor, text);
      case "language", "dc:language" -> language = first(language, text);
      case "url", "logo", "icon" -> otherImage = first(otherImage, text);
      case "itunes:new-feed-url" -> movedTo = first(movedTo, text);
      default -> throw new IllegalStateException("nobody asked for the text of " + name);
    }
  }

  private void textOfItem(String name, String text) {
    switch (name) {
      case "title" -> item.title(text, 0);
      case "itunes:title" -> item.title(text, 1);
      case "media:title" -> item.title(text, 2);
      case "description" -> item.description(text, 0);
      case "content:encoded", "content" -> item.description(text, 1);
      case "itunes:summary", "summary" -> item.description(text, 2);
      case "media:description" -> item.description(text, 3);
      case "itunes:subtitle" -> item.description(text, 4);
      case "pubDate" -> item.date(text, 0);
      case "published" -> item.date(text, 1);
      case "dc:date" -> item.date(text, 2);
      case "updated" -> item.date(text, 3);
      case "itunes:duration" -> item.duration(text, 0);
      case "guid" -> item.guid(text, guidIsLink);
      case "id" -> item.guid(text, false);
      case "link" -> item.link(text, 0);
      default -> throw new IllegalStateException("nobody asked for the text of " + name);
    }
  }

  /** The item that has ended with the element, if one has. */
  Optional<FeedItem> end(int depth) {
    if (item == null || depth != itemDepth) {
      return Optional.empty();
    }
    FeedItem ended = item.finish(base, language);
    items.add(ended);
    item = null;
    return Optional.of(ended);
  }

  private static String first(String... texts) {
    for (String text : texts) {
      if (!text.isBlank()) {
        return text;
      }
    }
    return "";
  }
}
