package dev.sluice.shows.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.util.Optional;

/** Reads fields of responses that may be absent, null, or of another type than expected. Pure. */
public final class ResponseFields {
  private ResponseFields() {}

  /** A text on one line; empty where there is none, or nothing but blanks. */
  public static Optional<String> line(JsonNode object, String name) {
    return text(object, name).map(text -> text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip());
  }

  /** A text as it stands, without the blanks around it. */
  public static Optional<String> text(JsonNode object, String name) {
    return Optional.ofNullable(object.get(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .map(String::strip)
        .filter(text -> !text.isBlank());
  }

  /** A number, or a text that is one, as digits. */
  public static Optional<String> number(JsonNode object, String name) {
    return Optional.ofNullable(object.get(name))
        .map(JsonNode::asText)
        .filter(text -> text.matches("\\d{1,18}"));
  }

  /** An http(s) address. */
  public static Optional<SourceUrl> url(JsonNode object, String name) {
    return text(object, name)
        .flatMap(
            text -> {
              try {
                return Optional.of(SourceUrl.parse(text));
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
  }

  /** A length above zero. */
  public static Optional<Duration> millis(JsonNode object, String name) {
    return number(object, name)
        .map(Long::parseLong)
        .filter(millis -> millis > 0)
        .map(Duration::ofMillis);
  }
}
