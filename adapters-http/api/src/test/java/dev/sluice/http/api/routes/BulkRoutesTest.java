package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.http.api.RunningServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkRoutesTest {
  private static final String ITEM = "{\"url\":\"" + RunningServer.MEDIA + "\"}";

  private final RunningServer running =
      new RunningServer((sluice, keys) -> sluice.shows(new OneShow()));

  /** Takes one host's URLs for shows. */
  private static final class OneShow implements ShowExpander {
    @Override
    public boolean recognises(ShowQuery query) {
      return query.url().host().equals("shows.example");
    }

    @Override
    public Show expand(ShowQuery query, Instant deadline) {
      throw new AssertionError("nobody expands a show among others");
    }
  }

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
  void everything_that_is_wrong_with_any_item_is_named_at_once() {
    running.fetcher.handlingOnly(url -> !url.host().equals("nobody.example"));
    String body =
        """
        {"jobs":[%s,{"url":"nonsense","filename":"..."},{"url":"https://nobody.example/a"},
         {"url":"https://shows.example/one"}],
         "format":"webm","video_codec":"h264","video_quality":99,"folder":"../up"}
        """
            .formatted(ITEM);

    HttpResponse<byte[]> refused = running.call("POST", "/jobs/bulk", body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).get("violations").findValuesAsText("field"))
        .containsExactlyInAnyOrder(
            "video_quality",
            "folder",
            "video_codec",
            "jobs[1].url",
            "jobs[1].filename",
            "jobs[2].url",
            "jobs[3].url");
    assertThat(refused.body()).asString(StandardCharsets.UTF_8).contains("This is a show");
    assertNoJobs();
  }

  @Test
  void a_rule_that_one_item_breaks_is_reported_with_a_value_that_another_has_wrong() {
    running.fetcher.handlingOnly(url -> !url.host().equals("nobody.example"));

    HttpResponse<byte[]> refused =
        bulk("[{\"url\":\"https://nobody.example/a\"},{\"url\":\"nonsense\"}]");

    assertThat(RunningServer.tree(refused).get("violations").findValuesAsText("field"))
        .containsExactly("jobs[0].url", "jobs[1].url");
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
    HttpResponse<byte[]> several = bulk("[{\"url\":5}," + ITEM + ",7]");
    assertThat(RunningServer.text(several)).contains("jobs[0].url").contains("jobs[2]: expected");
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
