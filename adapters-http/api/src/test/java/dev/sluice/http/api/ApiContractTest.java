package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.testkit.fake.CapturedLog;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered to whom, byte by byte. */
class ApiContractTest extends ApiContractFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-0000-4000-8000-000000000000",
        "1",
        "null",
        "%F0%9F%92%A9",
        "00000000-0000-4000-8000-00000000000g",
        "0-0-0-0-0",
      })
  void an_id_that_names_nothing_is_not_found(String id) {
    Map<String, String> key = Map.of("x-api-key", running.key.reveal());

    check("GET", "/jobs/" + id, key, 404, "Job not found", "NOT_FOUND");
    check("DELETE", "/jobs/" + id, key, 404, "Job not found", "NOT_FOUND");
    check("POST", "/jobs/" + id + "/retry", key, 404, "Job not found", "NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /",
    "GET,    /job",
    "GET,    /jobs/1/2/3",
    "POST,   /jobs/1/again",
    "GET,    /files",
    "DELETE, /nothing",
    "GET,    /JOBS",
  })
  void an_unknown_path_is_not_found(String method, String path) {
    check(method, path, Map.of(), 404, "There is nothing under this path", "NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    | /jobs            | GET, HEAD, OPTIONS, POST",
        "PATCH  | /jobs/1          | DELETE, GET, HEAD, OPTIONS",
        "GET    | /jobs/1/retry    | OPTIONS, POST",
        "POST   | /health          | GET, HEAD, OPTIONS",
        "DELETE | /ready           | GET, HEAD, OPTIONS",
        "POST   | /files/a/b.mp4   | GET, HEAD, OPTIONS",
      })
  void a_method_that_a_path_does_not_know_names_those_it_knows(
      String method, String path, String allow) {
    HttpResponse<byte[]> refused = running.send(method, path, Map.of(), null);
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains(allow);
    assertThat(RunningServer.tree(refused).get("code").textValue()).isEqualTo("METHOD_NOT_ALLOWED");

    HttpResponse<byte[]> asked = running.send("OPTIONS", path, Map.of(), null);
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Allow")).contains(allow);
    assertThat(asked.body()).isEmpty();
  }

  @Test
  void head_is_get_without_its_body() {
    for (String path : new String[] {"/health", "/ready", "/jobs", "/jobs?limit=1"}) {
      // Jobs of the cases before may still move between the two.
      Awaitility.await()
          .untilAsserted(
              () -> {
                HttpResponse<byte[]> got = running.call("GET", path, null);
                HttpResponse<byte[]> head = running.call("HEAD", path, null);

                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.body()).isEmpty();
                assertThat(head.headers().firstValue("Content-Length"))
                    .isEqualTo(got.headers().firstValue("Content-Length"));
              });
    }
  }

  @Test
  void health_and_readiness_need_no_key() {
    HttpResponse<byte[]> health = running.send("GET", "/health", Map.of(), null);
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(RunningServer.text(health)).isEqualTo("{\"status\":\"ok\"}");

    HttpResponse<byte[]> ready = running.send("GET", "/ready", Map.of(), null);
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(RunningServer.text(ready))
        .isEqualTo(
            "{\"status\":\"ready\",\"checks\":{\"database\":\"ok\",\"storage\":\"ok\",\"encoders\":\"ok\"}}");
  }

  @Test
  void a_server_whose_store_is_full_is_not_ready_and_says_why() {
    running.objects.trouble =
        new SluiceException(
            FailureCode.STORE_FULL, "No space is left at jdbc:postgresql://db.inside:5432/jobs");
    try (CapturedLog log = CapturedLog.start()) {
      HttpResponse<byte[]> ready = running.send("GET", "/ready", Map.of(), null);

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(RunningServer.text(ready))
          .isEqualTo(
              "{\"status\":\"not_ready\",\"checks\":{\"database\":\"ok\",\"storage\":\"no space is"
                  + " left; the server's log says where\",\"encoders\":\"ok\"},\"error\":\"Not"
                  + " ready: storage\"}");
      log.assertWarned("Not ready");
    } finally {
      running.objects.trouble = null;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0          | limit must be a whole number of 1 or more",
        "limit=-1         | limit must be a whole number of 1 or more",
        "limit=ten        | limit must be a whole number of 1 or more",
        "offset=1.5       | offset must be a whole number of 0 or more",
        "offset=%D9%A1    | offset must be a whole number of 0 or more",
        "cursor=abc       | cursor is not one that a page returned as next_cursor; leave it out to"
            + " start at the beginning",
        "batch_id=1       | batch_id must be a UUID",
      })
  void a_list_refuses_what_it_cannot_understand(String query, String sentence) {
    check(
        "GET",
        "/jobs?" + query,
        Map.of("x-api-key", running.key.reveal()),
        400,
        sentence,
        "INVALID_REQUEST");
  }

  @Test
  void a_list_tells_all_that_it_cannot_understand() {
    assertThat(RunningServer.text(running.call("GET", "/jobs?limit=abc&offset=-1&cursor=a", null)))
        .contains(
            "limit must be a whole number of 1 or more",
            "offset must be a whole number of 0 or more",
            "cursor is not one that a page returned");
  }

  @Test
  void a_wait_that_is_no_number_is_refused() {
    check(
        "GET",
        "/jobs/" + running.submitted() + "?wait=long",
        Map.of("x-api-key", running.key.reveal()),
        400,
        "wait must be a whole number of 0 or more",
        "INVALID_REQUEST");
  }

  static Stream<String> contentTypes() {
    return Stream.of(
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
        "nonsense");
  }

  @ParameterizedTest
  @MethodSource("contentTypes")
  void a_body_is_taken_whatever_its_content_type_claims(String type) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-api-key", running.key.reveal());
    headers.put("Content-Type", type);
    byte[] body =
        "{\"url\":\"https://media.example/t.mp4\",\"folder\":\"ü\"}"
            .getBytes(StandardCharsets.UTF_8);

    HttpResponse<byte[]> created = running.send("POST", "/jobs", headers, body);

    assertThat(created.statusCode()).isEqualTo(201);
    String id = RunningServer.tree(created).get("job_id").textValue();
    assertThat(running.finished(id).get("folder").textValue()).isEqualTo("ü");
    // And a content type on a call without a body is no harm either.
    assertThat(running.send("GET", "/jobs/" + id, headers, null).statusCode()).isEqualTo(200);
  }

  @Test
  void a_show_that_cannot_be_expanded_cannot_be_processed() {
    HttpResponse<byte[]> answer =
        running.call("POST", "/jobs", "{\"url\":\"https://shows.example/show/1\"}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(RunningServer.text(answer))
        .isEqualTo(
            "{\"error\":\"Give the URL of an episode instead\",\"code\":\"SHOW_UNSUPPORTED\"}");
  }

  @Test
  void the_server_says_nothing_about_what_it_is_made_of() {
    for (String path : new String[] {"/health", "/nothing", "/jobs", "/files/x"}) {
      HttpResponse<byte[]> answer = running.send("GET", path, Map.of(), null);

      assertThat(answer.headers().map().keySet()).doesNotContain("server", "x-powered-by");
      assertThat(RunningServer.text(answer)).doesNotContainIgnoringCase("jetty", "javalin");
    }
  }

  @Test
  void ids_are_distinct_uuids() {
    assertThat(UUID.fromString(running.submitted()))
        .isNotEqualTo(UUID.fromString(running.submitted()));
  }
}
