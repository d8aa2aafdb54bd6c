package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.api.RawClient.Answer;
import dev.sluice.http.api.RunningServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients do, decent or not, sent byte by byte. */
class ClientHabitsTest extends ClientHabitsFixture {
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
}
