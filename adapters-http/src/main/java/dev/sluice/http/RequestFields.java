package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes fields out of a JSON object and gathers all that is wrong with them: types on one list,
 * values on the other. A field that is null is one that is absent. Not thread-safe.
 */
final class RequestFields {
  private final JsonNode body;
  private final List<String> wrongTypes = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  RequestFields(JsonNode body) {
    this.body = body;
  }

  Optional<String> text(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isTextual(), "a string"))
        .map(JsonNode::textValue);
  }

  boolean flag(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isBoolean(), "a boolean"))
        .map(JsonNode::booleanValue)
        .orElse(false);
  }

  /** A whole number; one that no int can hold becomes the nearest int, out of every range. */
  Optional<Integer> integer(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isIntegralNumber(), "an integer"))
        .map(RequestFields::nearest);
  }

  boolean object(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isObject(), "an object"))
        .isPresent();
  }

  /** The text's value; a text that has none is a violation with the sentence that was thrown. */
  <T> Optional<T> value(String field, Function<String, T> parser) {
    return text(field).flatMap(text -> tried(field, text, parser));
  }

  <V, T> Optional<T> tried(String field, V raw, Function<V, T> parser) {
    try {
      return Optional.of(parser.apply(raw));
    } catch (IllegalArgumentException e) {
      violate(field, e.getMessage());
      return Optional.empty();
    }
  }

  void violate(String field, String message) {
    violations.add(new Violation(field, message));
  }

  /** How many fields had the wrong type so far. */
  int wrongTypeCount() {
    return wrongTypes.size();
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /**
   * @throws Refusal naming every field whose type is wrong, if there is one
   */
  void refuseWrongTypes() {
    if (!wrongTypes.isEmpty()) {
      throw Refusal.wrongTypes(String.join("; ", wrongTypes));
    }
  }

  private Optional<JsonNode> present(String field) {
    return Optional.ofNullable(body.get(field)).filter(node -> !node.isNull());
  }

  private boolean isOf(String field, JsonNode node, boolean right, String expected) {
    if (!right) {
      wrongTypes.add("%s: expected %s, found %s".formatted(field, expected, typeName(node)));
    }
    return right;
  }

  private static int nearest(JsonNode node) {
    if (node.canConvertToInt()) {
      return node.intValue();
    }
    return node.bigIntegerValue().signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  static String typeName(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> node.isIntegralNumber() ? "an integer" : "a fraction";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      default -> "null";
    };
  }
}
