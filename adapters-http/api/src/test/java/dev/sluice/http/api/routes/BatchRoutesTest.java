package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.FakeSource;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchRoutesTest {
  private static final String BROKEN = "https://a.example/gone";

  private final RunningServer running = new RunningServer();

  @BeforeEach
  void offer() {
    running.fetcher.offer(
        BROKEN,
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_GONE, "The origin answered 410")));
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void a_batch_shows_its_jobs_in_order_and_how_they_stand() {
    JsonNode bulk = bulk("", RunningServer.MEDIA, BROKEN, RunningServer.MEDIA);
    awaitAll(bulk.get("job_ids"));

    JsonNode batch = batch(bulk);

    assertThat(batch.get("id")).isEqualTo(bulk.get("batch_id"));
    assertThat(batch.get("show_url").isNull()).isTrue();
    assertThat(batch.get("status").textValue()).isEqualTo("finished");
    assertThat(batch.get("folder").textValue()).isEqualTo("talks");
    assertThat(numbers(batch)).containsExactly(3, 2, 1, 0);
    assertThat(batch.get("episode_jobs")).isEqualTo(bulk.get("job_ids"));
  }

  @Test
  void a_batch_whose_jobs_all_went_well_is_completed() {
    JsonNode bulk = bulk("", RunningServer.MEDIA);
    awaitAll(bulk.get("job_ids"));

    assertThat(batch(bulk).get("status").textValue()).isEqualTo("completed");
  }

  @Test
  void a_paused_batch_runs_when_it_is_started_and_only_once() {
    JsonNode bulk = bulk(",\"paused\":true", RunningServer.MEDIA, RunningServer.MEDIA);
    String id = bulk.get("batch_id").textValue();
    assertThat(batch(bulk).get("status").textValue()).isEqualTo("paused");
    assertThat(running.json("GET", "/jobs/" + job(bulk, 0), null).get("status").textValue())
        .isEqualTo("Pending");
    assertThat(running.json("GET", "/jobs?status=pending", null).get("total_filtered").intValue())
        .isEqualTo(2);

    HttpResponse<byte[]> started = running.call("POST", "/batch/" + id + "/start", null);

    assertThat(started.statusCode()).isEqualTo(200);
    assertThat(RunningServer.text(started))
        .isEqualTo(
            "{\"batch_id\":\"%s\",\"started_jobs\":2,\"status\":\"processing\"}".formatted(id));
    awaitAll(bulk.get("job_ids"));
    HttpResponse<byte[]> again = running.call("POST", "/batch/" + id + "/start", null);
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(again).get("error").textValue())
        .isEqualTo("Batch is not paused (current status: completed)");
  }

  @Test
  void names_are_changed_while_a_batch_is_paused_the_good_ones_though_others_are_bad() {
    JsonNode bulk = bulk(",\"paused\":true", RunningServer.MEDIA, RunningServer.MEDIA);
    JsonNode other = bulk(",\"paused\":true", RunningServer.MEDIA);
    String body =
        """
        {"renames":[{"job_id":"%s","filename":"01/ Opening"},{"job_id":"%s","filename":"..."},
        {"job_id":"%s","filename":"x"},{"job_id":"nonsense","filename":"x"}]}\
        """
            .formatted(job(bulk, 0), job(bulk, 1), job(other, 0));

    HttpResponse<byte[]> renamed = rename(bulk, body);

    assertThat(renamed.statusCode()).isEqualTo(200);
    JsonNode answer = RunningServer.tree(renamed);
    assertThat(answer.get("updated").intValue()).isEqualTo(1);
    assertThat(texts(answer.get("errors")))
        .containsExactlyInAnyOrder(
            "nonsense: Job not found in this batch",
            job(other, 0) + ": Job not found in this batch",
            job(bulk, 1) + ": Filename has no usable character");
    running.call("POST", "/batch/" + bulk.get("batch_id").textValue() + "/start", null);
    JsonNode done = running.finished(job(bulk, 0));
    assertThat(done.get("filename").textValue()).isEqualTo("01 Opening");
    assertThat(done.get("s3_key").textValue()).endsWith("/01 Opening.mp4");
  }

  @Test
  void names_of_a_running_batch_stay() {
    JsonNode bulk = bulk("", RunningServer.MEDIA);
    awaitAll(bulk.get("job_ids"));

    HttpResponse<byte[]> refused =
        rename(
            bulk, "{\"renames\":[{\"job_id\":\"%s\",\"filename\":\"x\"}]}".formatted(job(bulk, 0)));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).get("error").textValue())
        .isEqualTo("Batch is not paused. Only paused batches can be renamed.");
  }

  @Test
  void renames_of_the_wrong_shape_are_refused_with_the_place() {
    JsonNode bulk = bulk(",\"paused\":true", RunningServer.MEDIA);

    assertThat(rename(bulk, "{}").statusCode()).isEqualTo(400);
    assertThat(rename(bulk, "{\"renames\":5}").statusCode()).isEqualTo(422);
    assertThat(rename(bulk, "{\"renames\":[5]}").statusCode()).isEqualTo(422);
    HttpResponse<byte[]> missing = rename(bulk, "{\"renames\":[{\"job_id\":\"x\"}]}");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(missing).at("/violations/0/field").textValue())
        .isEqualTo("renames[0].filename");
  }

  @Test
  void a_cancel_ends_what_is_left_and_then_there_is_nothing_left() {
    JsonNode bulk = bulk(",\"paused\":true", RunningServer.MEDIA, RunningServer.MEDIA);
    String path = "/batch/" + bulk.get("batch_id").textValue();
    running.call("DELETE", "/jobs/" + job(bulk, 0), null);

    JsonNode cancelled = running.json("DELETE", path, null);

    assertThat(cancelled.get("cancelled_jobs").intValue()).isEqualTo(1);
    assertThat(numbers(batch(bulk))).containsExactly(2, 0, 2, 0);
    assertThat(batch(bulk).get("status").textValue()).isEqualTo("finished");
    JsonNode job = running.finished(job(bulk, 1));
    assertThat(job.get("error").textValue()).isEqualTo("Job cancelled by user");
    assertThat(job.get("step").textValue()).isEqualTo("Cancelled");
    assertThat(running.call("DELETE", path, null).statusCode()).isEqualTo(400);
  }

  @Test
  void a_running_job_of_a_cancelled_batch_stops() {
    running.fetcher.readGate().close();
    JsonNode bulk = bulk("", RunningServer.MEDIA, RunningServer.MEDIA, RunningServer.MEDIA);

    JsonNode cancelled = running.json("DELETE", "/batch/" + bulk.get("batch_id").textValue(), null);

    assertThat(cancelled.get("cancelled_jobs").intValue()).isEqualTo(3);
    assertThat(numbers(batch(bulk))).containsExactly(3, 0, 3, 0);
    running.fetcher.readGate().open();
  }

  @Test
  void what_failed_is_tried_again_in_its_place() {
    JsonNode bulk = bulk("", RunningServer.MEDIA, BROKEN);
    awaitAll(bulk.get("job_ids"));
    running.fetcher.offer(BROKEN, FakeSource.ofSize(1_000));
    String path = "/batch/" + bulk.get("batch_id").textValue() + "/retry";

    JsonNode retried = running.json("POST", path, null);

    assertThat(retried.get("retried_jobs").intValue()).isEqualTo(1);
    String again = retried.at("/job_ids/0").textValue();
    JsonNode done = running.finished(again);
    assertThat(done.get("batch_id")).isEqualTo(bulk.get("batch_id"));
    assertThat(done.get("original_job_id").textValue()).isEqualTo(job(bulk, 1));
    assertThat(numbers(batch(bulk))).containsExactly(2, 2, 0, 0);
    assertThat(texts(batch(bulk).get("episode_jobs"))).containsExactly(job(bulk, 0), again);
    assertThat(running.call("POST", path, null).statusCode()).isEqualTo(400);
  }

  @Test
  void a_single_retry_keeps_the_batch_and_a_second_one_is_refused() {
    JsonNode bulk = bulk("", BROKEN);
    awaitAll(bulk.get("job_ids"));
    String path = "/jobs/" + job(bulk, 0) + "/retry";

    String again = running.json("POST", path, null).get("job_id").textValue();

    assertThat(running.finished(again).get("batch_id")).isEqualTo(bulk.get("batch_id"));
    assertThat(texts(batch(bulk).get("episode_jobs"))).containsExactly(again);
    HttpResponse<byte[]> second = running.call("POST", path, null);
    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(second).get("error").textValue()).contains("retried already");
  }

  @Test
  void the_dashboard_lists_batches_newest_first() {
    JsonNode first = bulk("", RunningServer.MEDIA);
    JsonNode second = bulk(",\"paused\":true", RunningServer.MEDIA);
    awaitAll(first.get("job_ids"));

    JsonNode list = running.json("GET", "/dashboard/batches?limit=5", null);

    assertThat(list.get("total").intValue()).isEqualTo(2);
    assertThat(list.at("/batches/0/id")).isEqualTo(second.get("batch_id"));
    assertThat(list.at("/batches/0/status").textValue()).isEqualTo("paused");
    assertThat(list.at("/batches/1/status").textValue()).isEqualTo("completed");
  }

  @Test
  void a_batch_that_is_not_here_or_not_ones_own_is_not_found() {
    JsonNode bulk = bulk(",\"paused\":true", RunningServer.MEDIA);
    String own = "/batch/" + bulk.get("batch_id").textValue();
    Map<String, String> stranger = Map.of("x-api-key", running.otherKey.reveal());
    String rename = "{\"renames\":[]}";

    for (String path : List.of(own, "/batch/" + UUID.randomUUID(), "/batch/nonsense")) {
      Map<String, String> key =
          path.equals(own) ? stranger : Map.of("x-api-key", running.key.reveal());
      List<HttpResponse<byte[]>> answers =
          List.of(
              running.send("GET", path, key, null),
              running.send("DELETE", path, key, null),
              running.send("POST", path + "/start", key, null),
              running.send("POST", path + "/retry", key, null),
              running.send("PATCH", path + "/jobs", key, rename.getBytes()));
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(404))
          .allSatisfy(
              answer ->
                  assertThat(RunningServer.tree(answer).get("error").textValue())
                      .isEqualTo("Batch not found"));
    }
    assertThat(batch(bulk).get("status").textValue()).isEqualTo("paused");
    JsonNode others = RunningServer.tree(running.send("GET", "/dashboard/batches", stranger, null));
    assertThat(others.get("batches")).isEmpty();
  }

  private JsonNode bulk(String more, String... urls) {
    List<String> items = new ArrayList<>();
    for (String url : urls) {
      items.add("{\"url\":\"" + url + "\"}");
    }
    return running.json(
        "POST",
        "/jobs/bulk",
        "{\"jobs\":[%s],\"folder\":\"talks\"%s}".formatted(String.join(",", items), more));
  }

  private JsonNode batch(JsonNode bulk) {
    return running.json("GET", "/batch/" + bulk.get("batch_id").textValue(), null);
  }

  private HttpResponse<byte[]> rename(JsonNode bulk, String body) {
    return running.call("PATCH", "/batch/" + bulk.get("batch_id").textValue() + "/jobs", body);
  }

  private static String job(JsonNode bulk, int index) {
    return bulk.get("job_ids").get(index).textValue();
  }

  private void awaitAll(JsonNode ids) {
    texts(ids).forEach(running::finished);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.textValue()));
    return texts;
  }

  private static List<Integer> numbers(JsonNode batch) {
    return List.of(
        batch.get("total_episodes").intValue(),
        batch.get("completed_episodes").intValue(),
        batch.get("failed_episodes").intValue(),
        batch.get("skipped_episodes").intValue());
  }
}
