package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.RawClient.Answer;
import dev.sluice.http.api.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no handler expects, and bodies with more in them than is known. */
class OddRequestsTest extends ClientHabitsFixture {
  private static Answer post(String path, byte[] body, String... headers) {
    List<String> head =
        new ArrayList<>(
            List.of("POST " + path + " HTTP/1.1", key, "Content-Length: " + body.length));
    head.addAll(List.of(headers));
    return client.send(head, body);
  }

  private static Answer post(String path, String body, String... headers) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] job() {
    return ("{\"url\":\"" + RunningServer.MEDIA + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//jobs", "///jobs", "//jobs/", "//jobs?limit=1", "//health"})
  void a_base_url_with_a_slash_at_its_end_is_taken(String target) {
    assertThat(get(target).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//nothing", "//evil.example/jobs", "/jobs//x"})
  void other_slashes_lead_nowhere(String target) {
    assertThat(get(target).status()).isIn(400, 404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /jobs, 405",
    "PATCH, /jobs, 405",
    "DELETE, /health, 405",
    "POST, /health, 405",
    "BREW, /jobs, 501",
    "TRACE, /jobs, 501",
    "QUERY, /jobs, 501",
    "BREW, /health, 501",
    "jobs, /nothing, 501",
    "PUT, /nothing, 404",
    "DELETE, /nothing, 404",
    "OPTIONS, /nothing, 404",
    "GET, /jobs/%zz, 400",
    "DELETE, /jobs/%zz, 400",
    "PATCH, /jobs/%, 400",
    "DELETE, /jobs/%2e%2e/x, 404",
  })
  void a_method_or_path_that_nobody_serves_gets_the_error_of_all_errors(
      String method, String path, int status) {
    Answer answer = client.send(method + " " + path + " HTTP/1.1", key);

    assertThat(answer.status()).as(answer.head()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(tree(answer).get("error").textValue()).isNotBlank();
    assertThat(tree(answer).get("code").textValue()).isNotBlank();
    assertThat(answer.header("Allow").isPresent()).isEqualTo(status == 405);
    assertThat(answer.header("Retry-After")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%", "%ff", "%c3%28", "a%00b"})
  void odd_encodings_in_a_query_are_no_fault_of_the_server(String value) {
    Answer answer = get("/jobs?folder=" + value);

    assertThat(answer.status()).as(answer.body()).isIn(200, 400);
    assertThat(tree(answer).has("jobs") || tree(answer).has("error")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob", "gcs", "oss", "gdrive", "slack", "storage"})
  void a_kind_of_storage_that_is_not_offered_names_what_is(String kind) {
    for (String method : List.of("GET", "POST", "DELETE")) {
      Answer answer = client.send(method + " /user/" + kind + " HTTP/1.1", key);

      refused(answer, 501, "STORAGE_NOT_OFFERED");
      assertThat(tree(answer).get("error").textValue()).contains(kind, "S3");
    }
    assertThat(client.send("GET /user/" + kind + " HTTP/1.1").status()).isEqualTo(401);
  }

  @Test
  void a_body_in_gzip_is_read_within_its_bounds() throws IOException {
    for (String name : List.of("gzip", "X-GZIP")) {
      Answer answer = post("/jobs", gzip(job()), "Content-Encoding: " + name);
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }
    byte[] bomb = gzip(" ".repeat(20_000_000).getBytes(StandardCharsets.UTF_8));
    refused(post("/jobs", bomb, "Content-Encoding: gzip"), 413, "BODY_TOO_LARGE");
  }

  @Test
  void a_body_in_another_encoding_than_it_says_is_refused_for_what_it_is() throws IOException {
    byte[] cut = gzip(job());
    cut[cut.length - 12] ^= 0x55;

    refused(post("/jobs", job(), "Content-Encoding: gzip"), 400, "MALFORMED_JSON");
    refused(post("/jobs", "", "Content-Encoding: gzip"), 400, "MALFORMED_JSON");
    refused(post("/jobs", cut, "Content-Encoding: gzip"), 400, "MALFORMED_JSON");
    Answer brotli = post("/jobs", job(), "Content-Encoding: br");
    refused(brotli, 415, "UNSUPPORTED_ENCODING");
    assertThat(brotli.header("Accept-Encoding")).contains("gzip");
  }

  @Test
  void an_unknown_field_is_named_with_the_one_that_was_meant() {
    JsonNode made =
        tree(
            post(
                "/jobs",
                "{\"url\":\"%s\",\"formt\":\"webm\",\"webhookUrl\":7,\"zebra\":[1]}"
                    .formatted(RunningServer.MEDIA)));

    assertThat(made.has("job_id")).isTrue();
    assertThat(made.get("ignored").findValuesAsText("field"))
        .containsExactly("formt", "webhookUrl", "zebra");
    assertThat(made.get("ignored").findValuesAsText("message"))
        .containsExactly(
            "There is no field formt; did you mean format?",
            "There is no field webhookUrl; did you mean webhook_url?",
            "There is no field zebra");
  }

  @Test
  void fields_of_items_and_of_other_calls_are_named_as_well() {
    JsonNode bulk =
        tree(
            post(
                "/jobs/bulk",
                "{\"jobs\":[{\"url\":\"%s\",\"name\":\"x\"}],\"foldr\":\"a\"}"
                    .formatted(RunningServer.MEDIA)));
    JsonNode metadata =
        tree(post("/metadata", "{\"url\":\"%s\",\"x\":1}".formatted(RunningServer.MEDIA)));

    assertThat(bulk.get("ignored").findValuesAsText("field"))
        .containsExactly("foldr", "jobs[0].name");
    assertThat(metadata.get("ignored").findValuesAsText("field")).containsExactly("x");
  }

  @Test
  void a_thousand_unknown_fields_are_not_all_named() {
    StringBuilder body = new StringBuilder("{\"url\":\"" + RunningServer.MEDIA + "\"");
    for (int i = 0; i < 1_000; i++) {
      body.append(",\"").append("x".repeat(500)).append(i).append("\":1");
    }

    Answer answer = post("/jobs", body + "}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(tree(answer).get("ignored")).hasSize(20);
    assertThat(answer.body().length()).isLessThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "handling=strict",
        "Handling=\"strict\"",
        "respond-async, handling=strict; wait=10",
      })
  void who_prefers_to_be_strict_gets_unknown_fields_as_errors(String preference) {
    int before = tree(get("/jobs")).get("total").intValue();
    Answer answer =
        post(
            "/jobs",
            "{\"url\":\"%s\",\"formt\":\"webm\",\"video_quality\":99}"
                .formatted(RunningServer.MEDIA),
            "Prefer: " + preference);

    refused(answer, 400, "INVALID_REQUEST");
    assertThat(answer.header("Preference-Applied")).contains("handling=strict");
    assertThat(tree(answer).get("violations").findValuesAsText("field"))
        .containsExactly("video_quality", "formt");
    assertThat(tree(get("/jobs")).get("total").intValue()).isEqualTo(before);
  }

  @Test
  void a_strict_request_without_unknown_fields_is_taken() {
    Answer answer = post("/jobs", job(), "Prefer: handling=strict");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Preference-Applied")).contains("handling=strict");
    assertThat(tree(answer).has("ignored")).isFalse();
    assertThat(post("/jobs", job(), "Prefer: handling=lenient").header("Preference-Applied"))
        .isEmpty();
  }

  @Test
  void an_event_source_that_has_the_end_is_told_to_stop() {
    String id = submitted();
    running.finished(id);

    Answer first = client.send("GET /jobs/" + id + "/events HTTP/1.0", key);
    Answer again = client.send("GET /jobs/" + id + "/events HTTP/1.0", key, "Last-Event-ID: end");
    Answer early = client.send("GET /jobs/" + id + "/events HTTP/1.0", key, "Last-Event-ID: 2");

    assertThat(first.body()).contains("id: end\nevent: finished\n");
    assertThat(again.status()).isEqualTo(204);
    assertThat(again.body()).isEmpty();
    assertThat(early.body()).contains("event: finished\n");
  }
}
