package dev.sluice.http.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.FieldViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes fields out of a JSON object and gathers all that is wrong with them: types on one list,
 * values on the other. A field that is null is one that is absent. Not thread-safe.
 */
public final class JsonFields {
  private final JsonNode body;

  /** What stands before a field's name when it is told; empty, or ending in a dot. */
  private final String within;

  private final List<String> wrongTypes;
  private final List<FieldViolation> violations;

  public JsonFields(JsonNode body) {
    this(body, "", new ArrayList<>(), new ArrayList<>());
  }

  private JsonFields(
      JsonNode body, String within, List<String> wrongTypes, List<FieldViolation> violations) {
    this.body = body;
    this.within = within;
    this.wrongTypes = wrongTypes;
    this.violations = violations;
  }

  public Optional<String> text(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isTextual(), "a string"))
        .map(JsonNode::textValue);
  }

  public boolean flag(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isBoolean(), "a boolean"))
        .map(JsonNode::booleanValue)
        .orElse(false);
  }

  /** A whole number; one that no int can hold becomes the nearest int, out of every range. */
  public Optional<Integer> integer(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isIntegralNumber(), "an integer"))
        .map(JsonFields::nearest);
  }

  /** The fields of an object in this one; what is wrong with them is noted here. */
  public Optional<JsonFields> nested(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isObject(), "an object"))
        .map(node -> new JsonFields(node, within + field + ".", wrongTypes, violations));
  }

  /** A text that must be there and say something; if not, that is a violation. */
  public Optional<String> required(String field) {
    int before = wrongTypes.size();
    Optional<String> text = text(field).filter(given -> !given.isBlank());
    if (text.isEmpty() && wrongTypes.size() == before) {
      violate(field, within + field + " is required");
    }
    return text;
  }

  /** The text's value; a text that has none is a violation with the sentence that was thrown. */
  public <T> Optional<T> value(String field, Function<String, T> parser) {
    return text(field).flatMap(text -> tried(field, text, parser));
  }

  public <V, T> Optional<T> tried(String field, V raw, Function<V, T> parser) {
    try {
      return Optional.of(parser.apply(raw));
    } catch (IllegalArgumentException e) {
      violate(field, e.getMessage());
      return Optional.empty();
    }
  }

  public void violate(String field, String message) {
    violations.add(new FieldViolation(within + field, message));
  }

  /** Whether nothing was wrong so far. */
  public boolean areFine() {
    return wrongTypes.isEmpty() && violations.isEmpty();
  }

  /** How many fields had the wrong type so far. */
  public int wrongTypeCount() {
    return wrongTypes.size();
  }

  public List<FieldViolation> violations() {
    return List.copyOf(violations);
  }

  /**
   * @throws ApiError naming every field whose type is wrong, if there is one
   */
  public void refuseWrongTypes() {
    if (!wrongTypes.isEmpty()) {
      throw ApiError.wrongTypes(String.join("; ", wrongTypes));
    }
  }

  private Optional<JsonNode> present(String field) {
    return Optional.ofNullable(body.get(field)).filter(node -> !node.isNull());
  }

  private boolean isOf(String field, JsonNode node, boolean right, String expected) {
    if (!right) {
      wrongTypes.add(within + field + ": expected " + expected + ", found " + typeName(node));
    }
    return right;
  }

  private static int nearest(JsonNode node) {
    if (node.canConvertToInt()) {
      return node.intValue();
    }
    return node.bigIntegerValue().signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  public static String typeName(JsonNode node) {
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
