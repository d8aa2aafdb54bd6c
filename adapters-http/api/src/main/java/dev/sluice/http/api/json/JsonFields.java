package dev.sluice.http.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.shared.NearestName;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads the fields of a JSON object and collects everything that is wrong with them: types in one
 * list, values in another. A field that is null counts as absent. Not thread-safe.
 */
public final class JsonFields {
  /** Most clients misspell a field or two; a body may have thousands. */
  private static final int MOST_UNKNOWN = 20;

  private static final int LONGEST_NAME = 100;

  /** A number with more digits is shown with these, and dots. */
  private static final int MOST_DIGITS = 40;

  private final JsonNode body;

  /** The names that were asked for. */
  private final Set<String> known = new TreeSet<>();

  /** The prefix of the names in errors; empty, or ending in a dot. */
  private final String within;

  private final Collected collected;

  /**
   * What the fields of a body and of the objects in it have in common.
   *
   * @param strict whether an unknown field is a violation
   */
  private record Collected(
      boolean strict,
      List<JsonFields> objects,
      List<String> wrongTypes,
      List<FieldViolation> violations) {}

  public JsonFields(JsonNode body) {
    this(body, false);
  }

  /**
   * @param strict whether a field that nobody asks for is a violation
   */
  public JsonFields(JsonNode body, boolean strict) {
    this(body, "", new Collected(strict, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
  }

  private JsonFields(JsonNode body, String within, Collected collected) {
    this.body = body;
    this.within = within;
    this.collected = collected;
    collected.objects().add(this);
  }

  /** Returns the object whose fields these are. */
  public JsonNode body() {
    return body;
  }

  /** Returns whether the field is present, with a value of any type. */
  public boolean has(String field) {
    return present(field).isPresent();
  }

  public Optional<String> text(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isTextual(), "a string"))
        .map(JsonNode::textValue);
  }

  public Optional<Boolean> flag(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isBoolean(), "a boolean"))
        .map(JsonNode::booleanValue);
  }

  /**
   * Returns a whole number; one outside of the range of int becomes the nearest int. An error about
   * it names the number as it was sent.
   */
  public Optional<Integer> integer(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isIntegralNumber(), "an integer"))
        .map(JsonFields::nearest);
  }

  /** Returns the fields of an object in this one; their errors are collected here. */
  public Optional<JsonFields> nested(String field) {
    return present(field)
        .filter(node -> isOf(field, node, node.isObject(), "an object"))
        .map(node -> new JsonFields(node, within + field + ".", collected));
  }

  /**
   * Returns the fields of each object of an array; their errors are collected here.
   *
   * @throws InvalidFieldsException if the array is missing
   * @throws ApiError if the field is no array; an item that is no object is collected
   */
  public List<JsonFields> requiredItems(String field) {
    if (!has(field)) {
      throw new InvalidFieldsException(within + field, within + field + " is required");
    }
    JsonNode array = body.get(field);
    if (!isOf(field, array, array.isArray(), "an array")) {
      requireTypes();
    }
    List<JsonFields> items = new ArrayList<>();
    for (int index = 0; index < array.size(); index++) {
      String name = item(field, index);
      JsonNode node = array.get(index);
      if (isOf(name, node, node.isObject(), "an object")) {
        items.add(new JsonFields(node, within + name + ".", collected));
      }
    }
    return items;
  }

  /** Returns the name of an item in errors, such as {@code jobs[1]}. */
  public static String item(String field, int index) {
    return field + "[" + index + "]";
  }

  /** Returns a text that must be there; without it, that is a violation. */
  public Optional<String> requiredText(String field) {
    return requiredText(field, text -> true);
  }

  /** Returns a text that must be there and not blank; anything else is a violation. */
  public Optional<String> requiredNonBlank(String field) {
    return requiredText(field, text -> !text.isBlank());
  }

  private Optional<String> requiredText(String field, Predicate<String> accepted) {
    int before = collected.wrongTypes().size();
    Optional<String> text = text(field).filter(accepted);
    if (text.isEmpty() && collected.wrongTypes().size() == before) {
      violate(field, within + field + " is required");
    }
    return text;
  }

  /** Returns the value of a text; an IllegalArgumentException of the parser is a violation. */
  public <T> Optional<T> value(String field, Function<String, T> parser) {
    return text(field).flatMap(text -> tried(field, text, parser));
  }

  /** Applies the parser; an IllegalArgumentException of it is a violation of the field. */
  public <V, T> Optional<T> tried(String field, V raw, Function<V, T> parser) {
    try {
      return Optional.of(parser.apply(raw));
    } catch (IllegalArgumentException e) {
      violate(field, asSent(field, raw, e.getMessage()));
      return Optional.empty();
    }
  }

  public void violate(String field, String message) {
    collected.violations().add(new FieldViolation(within + field, message));
  }

  private String asSent(String field, Object raw, String message) {
    JsonNode node = body.path(field);
    if (!(raw instanceof Integer nearest) || node.canConvertToInt()) {
      return message;
    }
    String digits = node.asText();
    String shown =
        digits.length() > MOST_DIGITS ? digits.substring(0, MOST_DIGITS) + "..." : digits;
    return message.replace(nearest.toString(), shown);
  }

  /** Returns whether no field has been wrong so far. */
  public boolean areValid() {
    return collected.wrongTypes().isEmpty() && collected.violations().isEmpty();
  }

  /** Returns what is wrong; in a strict body also what is unknown. Call it when all is read. */
  public List<FieldViolation> violations() {
    List<FieldViolation> all = new ArrayList<>(collected.violations());
    if (collected.strict()) {
      all.addAll(unknown());
    }
    return List.copyOf(all);
  }

  /**
   * Returns the fields that nobody asked for, in the body and in the objects in it, at most {@value
   * #MOST_UNKNOWN}. Call it when all is read.
   */
  public List<FieldViolation> unknown() {
    List<FieldViolation> all = new ArrayList<>();
    for (JsonFields object : collected.objects()) {
      Iterator<String> names = object.body.fieldNames();
      while (names.hasNext() && all.size() < MOST_UNKNOWN) {
        String name = names.next();
        if (!object.known.contains(name)) {
          all.add(object.unknown(name));
        }
      }
    }
    return all;
  }

  private FieldViolation unknown(String name) {
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
    String meant =
        NearestName.probably(name, known).map(near -> "; did you mean " + near + "?").orElse("");
    return new FieldViolation(within + shown, "There is no field " + shown + meant);
  }

  /**
   * @throws ApiError naming every field whose type is wrong, if there is one
   */
  public void requireTypes() {
    if (!collected.wrongTypes().isEmpty()) {
      throw ApiError.wrongTypes(String.join("; ", collected.wrongTypes()));
    }
  }

  /**
   * @throws ApiError naming every field whose type is wrong, if there is one
   * @throws InvalidFieldsException with every violation, if there is one
   */
  public void requireValid() {
    requireTypes();
    List<FieldViolation> all = violations();
    if (!all.isEmpty()) {
      throw new InvalidFieldsException(all);
    }
  }

  private Optional<JsonNode> present(String field) {
    known.add(field);
    return Optional.ofNullable(body.get(field)).filter(node -> !node.isNull());
  }

  private boolean isOf(String field, JsonNode node, boolean right, String expected) {
    if (!right) {
      collected
          .wrongTypes()
          .add(within + field + ": expected " + expected + ", found " + typeName(node));
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
