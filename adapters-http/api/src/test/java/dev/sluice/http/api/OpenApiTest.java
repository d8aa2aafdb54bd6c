package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.routes.OpenApiRoutes;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The document says what is served, and nothing else. What is answered, {@link Described} holds.
 */
class OpenApiTest {
  /** Described, and on its way. Take out what is built. */
  private static final Set<String> NOT_YET_BUILT = Set.of();

  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = new RunningServer((sluice, keys) -> sluice, server -> server.metrics(() -> ""));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static Set<String> described() {
    return Described.operations().stream()
        .map(Described.Operation::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> served() {
    return running.server.routes().served().stream()
        .filter(route -> !route.startsWith("HEAD "))
        .map(route -> route.replace("/files/*", "/files/{path}"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_call_that_is_served_is_described() {
    assertThat(described()).containsAll(served());
  }

  @Test
  void every_call_that_is_described_is_served_or_known_to_be_missing() {
    Set<String> missing = described();
    missing.removeAll(served());

    assertThat(missing).isEqualTo(new TreeSet<>(NOT_YET_BUILT));
  }

  @Test
  void every_call_says_what_people_and_machines_need() {
    assertThat(Described.operations())
        .allSatisfy(
            call -> {
              assertThat(call.node().path("summary").asText()).as(call.name()).isNotBlank();
              assertThat(call.node().path("tags")).as(call.name()).hasSize(1);
              assertThat(call.node().path("x-another-key").asText())
                  .as(call.name())
                  .isIn("own", "not-found", "public");
              assertThat(call.node().at("/responses/500").isMissingNode())
                  .as(call.name())
                  .isFalse();
              assertThat(call.node().at("/responses/401").isMissingNode())
                  .as(call.name() + " says 401 if it wants a key")
                  .isEqualTo(call.open());
            });
    assertThat(Described.operations().stream().map(call -> call.node().get("operationId")).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void every_path_names_its_parameters() {
    for (Described.Operation call : Described.operations()) {
      Set<String> named = new TreeSet<>();
      JsonNode path = OpenApiRoutes.tree().get("paths").get(call.path());
      for (JsonNode at : List.of(path, call.node())) {
        at.path("parameters")
            .forEach(
                one -> {
                  JsonNode parameter = Described.resolved(one);
                  if (parameter.get("in").textValue().equals("path")) {
                    named.add("{" + parameter.get("name").textValue() + "}");
                  }
                });
      }
      String without = call.path();
      for (String name : named) {
        assertThat(call.path()).contains(name);
        without = without.replace(name, "");
      }
      assertThat(without).as(call.name()).doesNotContain("{");
    }
  }

  @Test
  void every_reference_leads_somewhere_and_every_component_is_referred_to() {
    JsonNode document = OpenApiRoutes.tree();
    Set<String> references = new TreeSet<>();
    document.findValuesAsText("$ref").forEach(references::add);
    Set<String> components = new TreeSet<>();
    for (String kind : List.of("schemas", "responses", "parameters", "examples")) {
      document
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(name -> components.add("#/components/" + kind + "/" + name));
    }
    // The data of server-sent events, which OpenAPI cannot tie to a stream.
    references.add("#/components/schemas/JobEvent");

    assertThat(references).isEqualTo(components);
  }

  @Test
  void every_example_is_as_its_schema_says() {
    for (Described.Operation call : Described.operations()) {
      call.node()
          .at("/requestBody/content/application~1json/examples")
          .forEach(
              example ->
                  assertThat(
                          Described.complaints(
                              call.node().at("/requestBody/content/application~1json/schema"),
                              example.get("value")))
                      .as(call.name())
                      .isEmpty());
      call.node()
          .get("responses")
          .forEach(
              response -> {
                JsonNode json = Described.resolved(response).at("/content/application~1json");
                json.path("examples")
                    .forEach(
                        example ->
                            Described.validate(
                                call.name(), json.get("schema"), example.get("value")));
              });
    }
  }

  @Test
  void the_document_is_served_to_everybody() {
    HttpResponse<byte[]> answer = running.send("GET", "/openapi.json", Map.of(), null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(RunningServer.tree(answer).get("openapi").textValue()).isEqualTo("3.1.0");
    assertThat(RunningServer.tree(answer)).isEqualTo(OpenApiRoutes.tree());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/swagger", "/swagger/"})
  void the_page_loads_nothing_but_what_lies_beside_it(String path) {
    HttpResponse<byte[]> page = running.send("GET", path, Map.of(), null);

    assertThat(page.statusCode()).isEqualTo(200);
    String html = RunningServer.text(page);
    assertThat(html).contains("<meta charset=\"utf-8\">").doesNotContain("//");
    List<String> parts =
        Pattern.compile("(?:href|src|data-document)=\"([^\"]+)\"")
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(parts).hasSize(5);
    for (String part : parts) {
      HttpResponse<byte[]> answer =
          running.send("GET", running.uri(path).resolve(part).getPath(), Map.of(), null);
      assertThat(answer.statusCode()).as(part).isEqualTo(200);
      assertThat(answer.body()).as(part).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"index.html", "swagger-ui-es-bundle.js", "..%2fopenapi.yaml", "openapi.yaml"})
  void what_the_page_does_not_name_is_not_served(String name) {
    HttpResponse<byte[]> answer = running.send("GET", "/swagger/" + name, Map.of(), null);

    assertThat(answer.statusCode()).isBetween(400, 404);
  }

  @Test
  void an_answer_that_is_not_as_described_is_reported() {
    String fine = "{\"status\":\"ok\"}";
    held("GET", "/health", 200, "application/json", fine);

    reported("GET", "/health", 418, "application/json", fine, "not among the answers");
    reported("GET", "/health", 200, "text/plain", fine, "content type");
    reported("GET", "/health", 200, "application/json", "{\"status\":\"fine\"}", "status");
    reported("GET", "/health", 200, "application/json", "{}", "status");
    reported("GET", "/health", 200, "application/json", "{\"status\":\"ok\",\"x\":1}", "'x'");
    reported("POST", "/health", 200, "application/json", fine, "no such method");
    reported("GET", "/wealth", 200, "application/json", fine, "no such path");
    reported("HEAD", "/health", 200, "application/json", fine, "with a body");
    reported(
        "GET", "/jobs", 429, "application/json", "{\"error\":\"a\",\"code\":\"A\"}", "Retry-After");
    reported(
        "GET",
        "/jobs",
        200,
        "application/json",
        "{\"jobs\":[{\"id\":1}]}",
        "/jobs/0/id: integer found");
  }

  private static void held(String method, String path, int status, String type, String body) {
    Described.hold(
        method,
        path,
        status,
        name -> Optional.ofNullable(Map.of("Content-Type", type, "X-Request-Id", "1").get(name)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static void reported(
      String method, String path, int status, String type, String body, String complaint) {
    assertThatThrownBy(() -> held(method, path, status, type, body))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(complaint);
  }
}
