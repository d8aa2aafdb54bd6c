package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkRoutesTest {
  private static final String ITEM = "{\"url\":\"" + RunningServer.MEDIA + "\"}";

  private final RunningServer running = new RunningServer();

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void all_items_become_jobs_of_one_batch_with_the_shared_options() {
    HttpResponse<byte[]> created = bulk("[" + ITEM + "," + ITEM + "]");

    assertThat(created.statusCode()).isEqualTo(201);
    JsonNode answer = RunningServer.tree(created);
    assertThat(answer.get("total_jobs").intValue()).isEqualTo(2);
    assertThat(answer.get("job_ids")).hasSize(2).doesNotHaveDuplicates();
    for (JsonNode id : answer.get("job_ids")) {
      JsonNode job = running.finished(id.textValue());
      assertThat(job.get("status").textValue()).isEqualTo("Completed");
      assertThat(job.get("batch_id")).isEqualTo(answer.get("batch_id"));
      assertThat(job.get("folder").textValue()).isEqualTo("talks");
    }
  }

  @Test
  void one_bad_item_is_named_and_no_job_is_made() {
    HttpResponse<byte[]> refused = bulk("[" + ITEM + ",{\"url\":\"nonsense\"}]");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).at("/violations/0/field").textValue())
        .isEqualTo("jobs[1].url");
    assertNoJobs();
  }

  @Test
  void none_and_more_than_a_hundred_are_refused_and_a_hundred_are_taken() {
    assertThat(bulk("[]").statusCode()).isEqualTo(400);
    assertThat(bulk(items(101)).statusCode()).isEqualTo(400);
    assertNoJobs();
    assertThat(bulk(items(100)).statusCode()).isEqualTo(201);
  }

  @Test
  void a_shared_option_that_is_wrong_is_named_once() {
    String body =
        "{\"jobs\":[%s,%s],\"format\":\"webm\",\"video_codec\":\"h264\"}".formatted(ITEM, ITEM);

    HttpResponse<byte[]> refused = running.call("POST", "/jobs/bulk", body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).get("violations")).hasSize(1);
    assertThat(RunningServer.tree(refused).at("/violations/0/field").textValue())
        .isEqualTo("video_codec");
    assertNoJobs();
  }

  @Test
  void wrong_types_are_named_with_their_item() {
    HttpResponse<byte[]> refused = bulk("[" + ITEM + ",{\"url\":5}]");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(RunningServer.text(refused)).contains("jobs[1].url");
    assertThat(bulk("{}").statusCode()).isEqualTo(422);
    assertNoJobs();
  }

  private void assertNoJobs() {
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isZero();
  }

  private HttpResponse<byte[]> bulk(String items) {
    return running.call("POST", "/jobs/bulk", "{\"jobs\":" + items + ",\"folder\":\"talks\"}");
  }

  private static String items(int count) {
    return "[" + String.join(",", Collections.nCopies(count, ITEM)) + "]";
  }
}
