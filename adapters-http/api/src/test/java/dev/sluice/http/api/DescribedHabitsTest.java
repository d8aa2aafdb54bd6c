package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.api.Described.Operation;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The habits of real clients, tried on every call that the document describes. */
class DescribedHabitsTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = new RunningServer((sluice, keys) -> sluice, server -> server.metrics(() -> ""));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  static Stream<Operation> all() {
    return DescribedCalls.built(running);
  }

  static Stream<Operation> withAKey() {
    return all().filter(call -> !call.open());
  }

  static Stream<Operation> gets() {
    return all().filter(call -> call.method().equals("GET") && !DescribedCalls.endless(call));
  }

  static Stream<Operation> withAnId() {
    return all().filter(call -> call.path().contains("{id}"));
  }

  static Stream<Operation> withoutABody() {
    return all().filter(call -> !call.node().has("requestBody") && !DescribedCalls.endless(call));
  }

  /** Those whose path needs nothing that exists. */
  static Stream<Operation> withABody() {
    return all().filter(call -> call.node().has("requestBody") && !call.path().contains("{"));
  }

  private static String path(Operation call) {
    return call.path()
        .replace("{id}", UNKNOWN)
        .replace("{file}", "start.js")
        .replace("{path}", "a/b.mp4");
  }

  private static HttpResponse<byte[]> send(
      Operation call, String path, String contentType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-api-key", running.key.reveal());
    if (contentType != null) {
      headers.put("Content-Type", contentType);
    }
    return running.send(call.method(), path, headers, body);
  }

  private static HttpResponse<byte[]> post(Operation call, String body) {
    return send(call, call.path(), JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(HttpResponse<byte[]> answer, int status, String code) {
    assertThat(answer.statusCode()).as(RunningServer.text(answer)).isEqualTo(status);
    assertThat(RunningServer.tree(answer).get("code").textValue()).isEqualTo(code);
  }

  @ParameterizedTest
  @MethodSource("withAKey")
  void without_a_key_nothing_is_reported(Operation call) {
    HttpResponse<byte[]> missing = running.send(call.method(), path(call), Map.of(), null);
    refused(missing, 401, "MISSING_KEY");
    Map<String, String> wrong = Map.of("x-api-key", "sk_" + "x".repeat(43));
    refused(running.send(call.method(), path(call), wrong, null), 401, "INVALID_KEY");
  }

  @ParameterizedTest
  @MethodSource("gets")
  void a_slash_at_the_end_changes_nothing(Operation call) {
    HttpResponse<byte[]> without = send(call, path(call), null, null);
    HttpResponse<byte[]> with = send(call, path(call) + "/", null, null);

    assertThat(with.statusCode()).isEqualTo(without.statusCode());
  }

  @ParameterizedTest
  @MethodSource("gets")
  void head_is_get_without_its_body(Operation call) {
    int got = send(call, path(call), null, null).statusCode();
    HttpResponse<byte[]> head = running.call("HEAD", path(call), null);

    assertThat(head.statusCode()).isEqualTo(got);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void options_names_the_method(Operation call) {
    HttpResponse<byte[]> answer = running.send("OPTIONS", path(call), Map.of(), null);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Allow").orElseThrow().split(", "))
        .contains(call.method(), "OPTIONS");
  }

  @ParameterizedTest
  @MethodSource("withoutABody")
  void a_content_type_where_no_body_is_needed_is_no_harm(Operation call) {
    int plain = send(call, path(call), null, null).statusCode();

    // What happened once may not happen twice, but it is never the content type that is refused.
    for (String type : List.of(JSON, FORM)) {
      byte[] nothing = call.method().equals("POST") ? new byte[0] : null;
      assertThat(send(call, path(call), type, nothing).statusCode()).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @MethodSource("withAnId")
  void an_id_that_is_no_uuid_is_not_found(Operation call) {
    JsonNode body = DescribedCalls.example(call);
    for (String id : List.of("1", "null", "%20", "%F0%9F%92%A9", UNKNOWN + "0")) {
      HttpResponse<byte[]> answer =
          send(
              call,
              call.path().replace("{id}", id),
              JSON,
              body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8));

      refused(answer, 404, "NOT_FOUND");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void ten_thousand_characters_are_too_long_for_an_address(Operation call) {
    // By hand: the container closes the connection, which a client that keeps some may take again.
    RawClient client = new RawClient(running.server.port());
    RawClient.Answer answer =
        client.send("%s %s?x=%s HTTP/1.1".formatted(call.method(), path(call), "x".repeat(10_000)));

    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.body()).contains("\"URI_TOO_LONG\"");
  }

  @ParameterizedTest
  @MethodSource("withABody")
  void a_body_that_is_no_json_object_is_refused_for_what_it_is(Operation call) {
    refused(post(call, ""), 400, "MALFORMED_JSON");
    refused(post(call, "{"), 400, "MALFORMED_JSON");
    refused(post(call, "{'url':1}"), 400, "MALFORMED_JSON");
    refused(post(call, "{\"a\":1,\"a\":2}"), 400, "MALFORMED_JSON");
    refused(post(call, "{\"a\":" + "[".repeat(100_000)), 400, "MALFORMED_JSON");
    refused(post(call, "{} {}"), 400, "MALFORMED_JSON");
    refused(
        send(call, call.path(), JSON, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}),
        400,
        "MALFORMED_JSON");
    refused(post(call, " ".repeat(2 * 1024 * 1024)), 413, "BODY_TOO_LARGE");
    for (String other : List.of("[]", "5", "\"x\"", "null", "true")) {
      assertThat(post(call, other).statusCode()).as(other).isEqualTo(422);
    }
  }

  @ParameterizedTest
  @MethodSource("withABody")
  void what_nobody_knows_is_ignored_whatever_the_content_type_claims(Operation call) {
    ObjectNode example = DescribedCalls.example(call).deepCopy();
    int plain = post(call, example.toString()).statusCode();
    example.put("unheard_of", 7).putObject("client").put("name", "x");
    byte[] more = example.toString().getBytes(StandardCharsets.UTF_8);

    for (String type : List.of(JSON, FORM, "text/plain", "nonsense")) {
      assertThat(send(call, call.path(), type, more).statusCode()).as(type).isEqualTo(plain);
    }
  }

  static Stream<Arguments> fields() {
    return withABody()
        .flatMap(
            call ->
                DescribedCalls.fields(call).entrySet().stream()
                    .map(field -> Arguments.of(call, field.getKey(), field.getValue())));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void a_field_of_another_type_than_described_is_reported_as_text(
      Operation call, String field, String type) {
    ObjectNode body = DescribedCalls.example(call).deepCopy();
    switch (type) {
      case "string" -> body.put(field, 5);
      // A number that came as a string, as forms send it.
      case "integer" -> body.put(field, "5");
      case "boolean" -> body.put(field, "true");
      default -> body.put(field, true);
    }

    HttpResponse<byte[]> answer = post(call, body.toString());

    assertThat(answer.statusCode()).as(RunningServer.text(answer)).isEqualTo(422);
    assertThat(RunningServer.text(answer)).contains(field + ": expected");
  }

  @ParameterizedTest
  @MethodSource("fields")
  void a_field_that_is_null_is_one_that_is_absent(Operation call, String field, String type) {
    ObjectNode without = DescribedCalls.example(call).deepCopy();
    without.remove(field);
    ObjectNode with = without.deepCopy();
    with.putNull(field);

    assertThat(post(call, with.toString()).statusCode())
        .isEqualTo(post(call, without.toString()).statusCode());
  }
}
