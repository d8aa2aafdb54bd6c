package dev.sluice.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.api.routes.OpenApiRoutes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Holds answers to {@code openapi.yaml}: the clients of the tests hand every answer to {@link
 * #hold}. Stricter than a client should be: a field that is not described is wrong, too.
 */
public final class Described {
  /**
   * One call of the document.
   *
   * @param path as the document spells it, such as {@code /jobs/{id}}
   */
  public record Operation(String method, String path, JsonNode node) {
    String name() {
      return method + " " + path;
    }

    boolean open() {
      return node.path("security").isArray() && node.path("security").isEmpty();
    }

    private boolean matches(String target) {
      return Pattern.matches(
          path.replace("{path}", ".+").replaceAll("\\{\\w+}", "[^/]+").replace(".json", "\\.json"),
          target);
    }
  }

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** What the container answers before it looks at a path, and what holds for every path. */
  private static final Set<Integer> EVERYWHERE = Set.of(405, 408, 414, 415, 431, 501);

  /** Storages that are answered so that a client of the reference knows what is offered instead. */
  private static final Pattern NOT_OFFERED =
      Pattern.compile("/user/(blob|gcs|oss|gdrive|slack|storage)");

  private static final Pattern UNREADABLE = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private static final JsonNode DOCUMENT = OpenApiRoutes.tree();
  private static final List<Operation> OPERATIONS = read();
  private static final JsonNode ERROR =
      JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/ErrorResponse");
  private static final ObjectNode STRICT = strict(DOCUMENT.get("components").deepCopy());
  private static final Map<JsonNode, JsonSchema> COMPILED = new ConcurrentHashMap<>();

  private Described() {}

  static List<Operation> operations() {
    return OPERATIONS;
  }

  private static List<Operation> read() {
    List<Operation> found = new ArrayList<>();
    DOCUMENT
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        entry -> {
                          if (METHODS.contains(entry.getKey())) {
                            found.add(
                                new Operation(
                                    entry.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    entry.getValue()));
                          }
                        }));
    // What is spelled out goes before what is a pattern: /jobs/bulk is no job's id.
    found.sort(Comparator.comparingInt(one -> one.path().replaceAll("[^{]", "").length()));
    return List.copyOf(found);
  }

  /**
   * Fails unless the document says that this call can be answered so.
   *
   * @param target the path, with or without a query
   * @param header the answer's header of a name
   */
  public static void hold(
      String method,
      String target,
      int status,
      Function<String, Optional<String>> header,
      byte[] body) {
    String call = String.format(Locale.ROOT, "%s %.200s answered %d", method, target, status);
    require(header.apply("X-Request-Id").isPresent(), call + " without a name");
    boolean head = method.equals("HEAD");
    String path =
        target.replaceFirst("[?#].*", "").replaceFirst("^/+", "/").replaceFirst("(?<=.)/$", "");
    List<Operation> onPath = OPERATIONS.stream().filter(one -> one.matches(path)).toList();
    if (method.equals("OPTIONS") && status == 204) {
      require(!onPath.isEmpty(), call + ", but the document has no such path");
      return;
    }
    boolean readable = !UNREADABLE.matcher(path).find() && !onPath.isEmpty();
    JsonNode response =
        NOT_OFFERED.matcher(path).matches() && (status == 401 || status == 405)
            ? error()
            : response(call, head ? "GET" : method, status, readable, onPath);
    response
        .path("headers")
        .properties()
        .forEach(
            declared ->
                require(
                    header.apply(declared.getKey()).isPresent(),
                    call + " without the header " + declared.getKey()));
    if (head) {
      require(body.length == 0, call + " with a body");
      return;
    }
    if (response.path("content").isMissingNode()) {
      require(body.length == 0, call + " with a body, of which the document says nothing");
      return;
    }
    String type = header.apply("Content-Type").orElse("").replaceFirst(";.*", "");
    JsonNode content = response.get("content");
    JsonNode media = content.has(type) ? content.get(type) : content.path("*/*");
    require(!media.isMissingNode(), call + " with the content type '" + type + "'");
    if (type.equals("application/json") && !content.has("*/*")) {
      validate(call, media.get("schema"), Json.tree(body));
    } else if (media.get("schema").has("pattern")) {
      String text = new String(body, StandardCharsets.UTF_8);
      validate(call, media.get("schema"), JsonNodeFactory.instance.textNode(text));
    }
  }

  private static JsonNode response(
      String call, String method, int status, boolean readable, List<Operation> onPath) {
    // Nobody looked at the path of what could not be read.
    boolean unread = status == 400 && !readable;
    if (EVERYWHERE.contains(status) || unread) {
      return error();
    }
    if (onPath.isEmpty()) {
      require(status == 404, call + ", but the document has no such path");
      return error();
    }
    Operation operation =
        onPath.stream().filter(one -> one.method().equals(method)).findFirst().orElse(null);
    require(operation != null, call + ", but the document has no such method");
    JsonNode response = operation.node().at("/responses/" + status);
    require(
        !response.isMissingNode(),
        call + ", which is not among the answers of " + operation.name() + " in the document");
    return resolved(response);
  }

  private static JsonNode error() {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.putObject("content").putObject("application/json").set("schema", ERROR);
    return response;
  }

  /** The node itself, or what its {@code $ref} leads to. */
  static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").textValue().substring(1)) : node;
  }

  /** Fails unless the value is as the schema says; the schema may refer to the components. */
  static void validate(String what, JsonNode schema, JsonNode value) {
    Set<ValidationMessage> found = compiled(schema, STRICT).validate(value);
    require(found.isEmpty(), what + ", against the document: " + found + "\n" + value);
  }

  /** Fails unless the data of a server-sent event is as described. */
  static void validateEvent(JsonNode data) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    validate("an event", schema.put("$ref", "#/components/schemas/JobEvent"), data);
  }

  /** As {@link #validate}, but fields that are not described pass, as they do in requests. */
  static Set<ValidationMessage> complaints(JsonNode schema, JsonNode value) {
    return compiled(schema, DOCUMENT.get("components")).validate(value);
  }

  private static JsonSchema compiled(JsonNode schema, JsonNode components) {
    ObjectNode whole = schema.deepCopy();
    whole.put("strict", components == STRICT);
    return COMPILED.computeIfAbsent(
        whole,
        key -> {
          ObjectNode root = schema.deepCopy();
          root.set("components", components);
          return JsonSchemaFactory.getInstance(VersionFlag.V202012)
              .getSchema(
                  root, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        });
  }

  private static ObjectNode strict(JsonNode node) {
    if (node instanceof ArrayNode) {
      node.forEach(Described::strict);
    }
    if (node instanceof ObjectNode object) {
      object.forEach(Described::strict);
      if (object.path("properties").isObject() && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      return object;
    }
    return null;
  }

  private static void require(boolean held, String complaint) {
    if (!held) {
      throw new AssertionError(complaint);
    }
  }
}
