package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients do, decent or not, sent byte by byte. */
class ClientHabitsTest {
  private static final String WRONG_TYPE =
      "Failed to deserialize the JSON body into the target type: ";

  private static RunningServer running;
  private static RawClient client;
  private static String key;

  @BeforeAll
  static void start() {
    running = new RunningServer();
    client = new RawClient(running.server.port());
    key = "x-api-key: " + running.key.reveal();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static Answer get(String target, String... headers) {
    List<String> head = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", key));
    head.addAll(Arrays.asList(headers));
    return client.send(head, new byte[0]);
  }

  private static Answer post(byte[] body) {
    return client.send(
        List.of(
            "POST /jobs HTTP/1.1",
            key,
            "Content-Type: application/json",
            "Content-Length: " + body.length),
        body);
  }

  private static Answer post(String body) {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String submitted() {
    return tree(post("{\"url\":\"" + RunningServer.MEDIA + "\"}")).get("job_id").textValue();
  }

  private static JsonNode tree(Answer answer) {
    return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.head()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(tree(answer).get("code").textValue()).isEqualTo(code);
    assertThat(tree(answer).get("error").textValue()).isNotBlank();
  }

  @Test
  void an_empty_post_with_the_content_type_of_a_form_is_taken() {
    String id = submitted();
    running.finished(id);

    Answer answer =
        client.send(
            "POST /jobs/" + id + "/retry HTTP/1.1",
            key,
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 0");

    // Not 415: the call itself is understood, and refused for its own reason.
    assertThat(answer.status()).isEqualTo(400);
    assertThat(tree(answer).get("error").textValue()).isEqualTo("Only failed jobs can be retried");
  }

  @Test
  void a_content_type_without_a_body_is_no_harm_on_get_and_delete() {
    String json = "Content-Type: application/json";
    String id = submitted();
    running.finished(id);

    assertThat(get("/jobs", json).status()).isEqualTo(200);
    assertThat(get("/jobs/" + id, json).status()).isEqualTo(200);
    Answer deleted = client.send("DELETE /jobs/" + id + " HTTP/1.1", key, json);
    assertThat(deleted.status()).isEqualTo(400);
    assertThat(tree(deleted).get("error").textValue())
        .isEqualTo("Job cannot be cancelled (not in queue or already processing)");
  }

  @Test
  void unknown_fields_are_ignored() {
    Answer answer =
        post(
            "{\"url\":\"%s\",\"webhookUrl\":7,\"client\":{\"name\":[1,{}]},\"\":null}"
                .formatted(RunningServer.MEDIA));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(tree(answer).get("job_id").textValue()).hasSize(36);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Completed", "completed", "COMPLETED", "cOmPlEtEd", "%43ompleted"})
  void a_status_is_matched_in_any_case(String status) {
    running.finished(submitted());

    Answer matching = get("/jobs?limit=100&status=" + status);
    Answer others = get("/jobs?limit=100&status=failed");

    assertThat(matching.status()).isEqualTo(200);
    assertThat(tree(matching).get("jobs"))
        .isNotEmpty()
        .allSatisfy(job -> assertThat(job.get("status").textValue()).isEqualTo("Completed"));
    assertThat(tree(others).get("jobs"))
        .noneSatisfy(job -> assertThat(job.get("status").textValue()).isEqualTo("Completed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "", "null", "%F0%9F%92%A9", "Completed,Failed"})
  void an_unknown_status_is_ignored(String status) {
    running.finished(submitted());

    Answer answer = get("/jobs?status=" + status);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(tree(answer).get("jobs")).isNotEmpty();
    assertThat(tree(answer).get("total_filtered")).isEqualTo(tree(answer).get("total"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"101", "1000", "99999999999999999999"})
  void a_limit_beyond_a_hundred_is_cut_to_it(String limit) {
    Answer answer = get("/jobs?limit=" + limit);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(tree(answer).get("limit").intValue()).isEqualTo(100);
  }

  @Test
  void a_slash_at_the_end_of_a_path_changes_nothing() {
    String id = submitted();

    assertThat(get("/jobs/").status()).isEqualTo(200);
    assertThat(get("/jobs/?limit=1").status()).isEqualTo(200);
    assertThat(tree(get("/jobs/" + id + "/")).get("id").textValue()).isEqualTo(id);
    assertThat(get("/health/").status()).isEqualTo(200);
    byte[] body = "{\"url\":\"https://media.example/t.mp4\"}".getBytes(StandardCharsets.UTF_8);
    Answer created =
        client.send(List.of("POST /jobs/ HTTP/1.1", key, "Content-Length: " + body.length), body);
    assertThat(created.status()).isEqualTo(201);
  }

  @Test
  void head_sends_the_headers_of_get_and_not_one_byte_more() {
    for (String target : new String[] {"/health", "/jobs?limit=1", "/jobs/nothing"}) {
      Answer got = get(target);
      Answer head = client.send("HEAD " + target + " HTTP/1.1", key);

      assertThat(head.status()).as(target).isEqualTo(got.status());
      assertThat(head.header("Content-Length")).as(target).isEqualTo(got.header("Content-Length"));
      assertThat(head.body()).as(target).isEmpty();
    }
  }

  @Test
  void options_tells_the_methods_and_wants_no_key() {
    Answer answer = client.send("OPTIONS /jobs HTTP/1.1");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Allow")).contains("GET, HEAD, OPTIONS, POST");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_body_of_two_megabytes_is_too_large() {
    byte[] body = new byte[2 * 1024 * 1024];
    Arrays.fill(body, (byte) ' ');

    refused(post(body), 413, "BODY_TOO_LARGE");
  }

  @Test
  void a_body_of_two_megabytes_without_a_length_is_too_large_as_well() {
    byte[] body =
        ("1000\r\n" + " ".repeat(4_096) + "\r\n")
            .repeat(512)
            .concat("0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    refused(
        client.send(List.of("POST /jobs HTTP/1.1", key, "Transfer-Encoding: chunked"), body),
        413,
        "BODY_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{",
        "{\"url\":",
        "{\"url\":\"https://media.example/a.mp4\",}",
        "{'url':'https://media.example/a.mp4'}",
        "{\"url\":\"https://media.example/a.mp4\"} {}",
        "url=https://media.example/a.mp4",
        "NaN",
        "{\"video_quality\":NaN}",
        "{\"url\":\"https://media.example/\t\"}",
      })
  void broken_json_is_refused_in_a_sentence(String body) {
    refused(post(body), 400, "MALFORMED_JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"url\":7}                                | url: expected a string, found an integer",
        "{\"url\":[\"https://media.example/\"]}     | url: expected a string, found an array",
        "{\"url\":\"U\",\"overwrite\":\"true\"}     | overwrite: expected a boolean, found a string",
        "{\"url\":\"U\",\"overwrite\":1}            | overwrite: expected a boolean, found an integer",
        "{\"url\":\"U\",\"video_quality\":\"23\"}   | video_quality: expected an integer, found a string",
        "{\"url\":\"U\",\"video_quality\":23.5}     | video_quality: expected an integer, found a fraction",
        "{\"url\":\"U\",\"priority\":\"1\"}         | priority: expected an integer, found a string",
        "{\"url\":\"U\",\"folder\":{}}              | folder: expected a string, found an object",
        "[]                                         | expected an object, found an array",
        "\"text\"                                   | expected an object, found a string",
        "null                                       | expected an object, found null",
        "23                                         | expected an object, found an integer",
      })
  void a_wrong_type_is_told_as_text(String body, String details) {
    Answer answer = post(body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(answer.body()).isEqualTo(WRONG_TYPE + details);
  }

  @Test
  void nesting_without_end_is_refused() {
    for (String open : new String[] {"[", "{\"a\":"}) {
      refused(post("{\"x\":" + open.repeat(100_000)), 400, "MALFORMED_JSON");
    }
    String closed = "[".repeat(100_000) + "]".repeat(100_000);
    Answer answer = post("{\"url\":\"https://media.example/a.mp4\",\"x\":" + closed + "}");
    refused(answer, 400, "MALFORMED_JSON");
    assertThat(tree(answer).get("error").textValue()).contains("nested too deeply");
  }

  @Test
  void a_field_that_is_there_twice_is_refused_not_guessed_at() {
    Answer answer =
        post("{\"url\":\"https://a.example/1.mp4\",\"url\":\"https://a.example/2.mp4\"}");
    refused(answer, 400, "MALFORMED_JSON");
    assertThat(tree(answer).get("error").textValue()).contains("twice", "column");
  }

  @Test
  void bytes_that_are_no_utf8_are_refused() {
    for (int bad : new int[] {0xff, 0xc3, 0x80}) {
      byte[] body =
          "{\"url\":\"https://media.example/a.mp4\",\"folder\":\"?\"}"
              .getBytes(StandardCharsets.US_ASCII);
      body[body.length - 3] = (byte) bad;

      refused(post(body), 400, "MALFORMED_JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "undefined", "%20", "%F0%9F%92%A9", "not-a-uuid"})
  void an_id_that_is_no_uuid_is_not_found(String id) {
    refused(get("/jobs/" + id), 404, "NOT_FOUND");
    refused(client.send("DELETE /jobs/" + id + " HTTP/1.1", key), 404, "NOT_FOUND");
    refused(
        client.send("POST /jobs/" + id + "/retry HTTP/1.1", key, "Content-Length: 0"),
        404,
        "NOT_FOUND");
  }

  @Test
  void a_path_of_ten_thousand_characters_is_too_long() {
    refused(get("/jobs/" + "x".repeat(10_000)), 414, "URI_TOO_LONG");
    refused(get("/jobs?status=" + "x".repeat(10_000)), 414, "URI_TOO_LONG");
  }

  @Test
  void a_source_of_ten_thousand_characters_is_refused_in_a_sentence() {
    String url = "https://media.example/" + "x".repeat(10_000);

    refused(post("{\"url\":\"" + url + "\"}"), 400, "INVALID_REQUEST");
    refused(
        post("{\"url\":\"https://media.example/a.mp4\",\"webhook_url\":\"" + url + "\"}"),
        400,
        "INVALID_REQUEST");
  }
}
