package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.FakeSource;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ending a job, doing it again, and deleting its file. */
class JobEndRoutesTest extends JobRoutesFixture {
  @Test
  void a_file_can_be_deleted_once_and_its_job_stays() {
    String id = running.submitted();
    String key = running.finished(id).get("s3_key").textValue();

    HttpResponse<byte[]> deleted = running.call("DELETE", "/jobs/" + id + "/file", null);
    HttpResponse<byte[]> again = running.call("DELETE", "/jobs/" + id + "/file", null);

    assertThat(deleted.statusCode()).isEqualTo(200);
    assertThat(RunningServer.text(deleted))
        .isEqualTo(
            "{\"message\":\"File deleted successfully\",\"job_id\":\"%s\",\"deleted_key\":\"%s\"}"
                .formatted(id, key));
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(RunningServer.text(again))
        .isEqualTo("{\"error\":\"Job has no file to delete\",\"code\":\"NO_FILE\"}");
    JsonNode job = running.json("GET", "/jobs/" + id, null);
    assertThat(job.get("status").textValue()).isEqualTo("Completed");
    assertThat(job.get("s3_url").isNull()).isTrue();
    assertThat(job.get("s3_key").isNull()).isTrue();
    assertThat(job.get("file_size").isNull()).isTrue();
  }

  @Test
  void the_file_of_a_job_of_another_key_is_not_there() {
    String id = running.submitted();
    running.finished(id);

    HttpResponse<byte[]> refused =
        running.send(
            "DELETE",
            "/jobs/" + id + "/file",
            Map.of("x-api-key", running.otherKey.reveal()),
            null);

    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(running.finished(id).get("s3_key").isNull()).isFalse();
  }

  @Test
  void a_running_job_is_cancelled_and_leaves_nothing_behind() {
    running.fetcher.readGate().close();
    String id = running.submitted();
    running.fetcher.readGate().awaitArrival();

    HttpResponse<byte[]> answer = running.call("DELETE", "/jobs/" + id, null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(RunningServer.text(answer))
        .isEqualTo("{\"message\":\"Job cancelled successfully\",\"job_id\":\"" + id + "\"}");
    JsonNode job = running.finished(id);
    assertThat(job.get("status").textValue()).isEqualTo("Failed");
    assertThat(job.get("step").textValue()).isEqualTo("Cancelled");
    assertThat(job.get("error").textValue()).isEqualTo("Job cancelled by user");
    assertThat(job.get("s3_key").isNull()).isTrue();
  }

  @Test
  void what_is_over_cannot_be_cancelled_and_what_went_well_cannot_be_retried() {
    String id = running.submitted();
    running.finished(id);

    HttpResponse<byte[]> cancel = running.call("DELETE", "/jobs/" + id, null);
    assertThat(cancel.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(cancel).get("error").textValue())
        .isEqualTo("Job cannot be cancelled (not in queue or already processing)");

    HttpResponse<byte[]> retry = running.call("POST", "/jobs/" + id + "/retry", null);
    assertThat(retry.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(retry).get("error").textValue())
        .isEqualTo("Only failed jobs can be retried");
  }

  @Test
  void a_failed_job_is_retried_as_a_new_one_with_the_same_request() {
    fails("https://a.example/later", FailureCode.SOURCE_NOT_FOUND, "The origin answered 404");
    String id = submit("https://a.example/later");
    running.finished(id);
    running.fetcher.offer("https://a.example/later", FakeSource.ofSize(10));

    HttpResponse<byte[]> answer =
        running.send(
            "POST",
            "/jobs/" + id + "/retry",
            Map.of(
                "x-api-key",
                running.key.reveal(),
                "Content-Type",
                "application/x-www-form-urlencoded"),
            new byte[0]);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = RunningServer.tree(answer);
    assertThat(body.get("original_job_id").textValue()).isEqualTo(id);
    assertThat(body.get("message").textValue()).isEqualTo("Job re-queued successfully");
    String again = body.get("job_id").textValue();
    assertThat(again).isNotEqualTo(id);
    JsonNode job = running.finished(again);
    assertThat(job.get("status").textValue()).isEqualTo("Completed");
    assertThat(job.get("original_job_id").textValue()).isEqualTo(id);
    assertThat(job.get("url").textValue()).isEqualTo("https://a.example/later");
  }
}
