package dev.sluice.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.Described.Operation;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The calls of the document, asked as a key would, with its own examples as bodies. */
final class DescribedCalls {
  private DescribedCalls() {}

  /** The calls that this server has. */
  static Stream<Operation> built(RunningServer running) {
    Set<String> served = Set.copyOf(running.server.routes().served());
    return Described.operations().stream()
        .filter(call -> served.contains(call.name().replace("/files/{path}", "/files/*")));
  }

  /** Whether its answer goes on until somebody ends it. */
  static boolean endless(Operation call) {
    return call.node().at("/responses/200/content").has("text/event-stream");
  }

  /** The fields of the call's body, and of which JSON type each is. */
  static Map<String, String> fields(Operation call) {
    Map<String, String> types = new LinkedHashMap<>();
    schemas(call).forEach((name, schema) -> types.put(name, type(schema)));
    return types;
  }

  private static String type(JsonNode field) {
    JsonNode type = field.path("type");
    // The first of several is what it is when it is not null.
    return type.isArray() ? type.get(0).asText() : type.asText("object");
  }

  private static Map<String, JsonNode> schemas(Operation call) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    gather(call.node().at("/requestBody/content/application~1json/schema"), fields);
    return fields;
  }

  private static void gather(JsonNode schema, Map<String, JsonNode> fields) {
    JsonNode node = Described.resolved(schema);
    node.path("allOf").forEach(part -> gather(part, fields));
    node.path("properties")
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue()));
  }

  /** The first example of the call's body; null if it takes none. */
  static JsonNode example(Operation call) {
    Iterator<JsonNode> examples =
        call.node().at("/requestBody/content/application~1json/examples").elements();
    return examples.hasNext() ? examples.next().get("value") : null;
  }

  /** The answer's text; of a stream without an end what comes first. */
  static String of(RunningServer running, Operation call, String key) {
    if (endless(call)) {
      return streamed(running, call, key);
    }
    JsonNode body = example(call);
    HttpResponse<byte[]> answer =
        running.send(
            call.method(),
            call.path(),
            Map.of("x-api-key", key),
            body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8));
    return answer.statusCode() + " " + RunningServer.text(answer);
  }

  // A stream of all has no end: a job of its own says when what was there before has come.
  private static String streamed(RunningServer running, Operation call, String key) {
    try (StreamClient client = new StreamClient(running, call.path(), key)) {
      byte[] body = "{\"url\":\"https://own.example/a.mp4\"}".getBytes(StandardCharsets.UTF_8);
      HttpResponse<byte[]> made = running.send("POST", "/jobs", Map.of("x-api-key", key), body);
      client.until(RunningServer.tree(made).get("job_id").textValue(), "finished");
      return client.text();
    }
  }

  /** Without what is another at each call: secrets and names that are made anew. */
  static String comparable(String answer) {
    return answer.replaceAll("whsec_[A-Za-z0-9_+/=-]+", "whsec_");
  }
}
