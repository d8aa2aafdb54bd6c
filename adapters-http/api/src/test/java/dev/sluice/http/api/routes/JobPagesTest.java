package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.request.CursorText;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /jobs} page by page, and its filters. */
class JobPagesTest {
  private final RunningServer running = new RunningServer();

  @AfterEach
  void stop() {
    running.close();
  }

  private JsonNode bulk(int size, String folder) {
    String items =
        String.join(",", Collections.nCopies(size, "{\"url\":\"" + RunningServer.MEDIA + "\"}"));
    return running.json(
        "POST",
        "/jobs/bulk",
        "{\"jobs\":[%s],\"folder\":\"%s\",\"paused\":true}".formatted(items, folder));
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("jobs").forEach(job -> ids.add(job.get("id").textValue()));
    return ids;
  }

  @Test
  void cursors_lead_through_all_jobs_and_end() {
    bulk(7, "talks");
    List<String> all = ids(running.json("GET", "/jobs", null));

    List<String> seen = new ArrayList<>();
    JsonNode page = running.json("GET", "/jobs?limit=3", null);
    seen.addAll(ids(page));
    while (!page.get("next_cursor").isNull()) {
      String cursor = page.get("next_cursor").textValue();
      // With a cursor, the offset is ignored.
      page = running.json("GET", "/jobs?limit=3&offset=5&cursor=" + cursor, null);
      assertThat(page.get("total").intValue()).isEqualTo(7);
      seen.addAll(ids(page));
    }

    assertThat(seen).isEqualTo(all).hasSize(7);
  }

  @Test
  void jobs_of_a_batch_and_of_a_folder_are_found() {
    String batch = bulk(2, "talks").get("batch_id").textValue();
    bulk(3, "talks");
    bulk(1, "other");

    JsonNode ofBatch = running.json("GET", "/jobs?batch_id=" + batch, null);
    JsonNode ofFolder = running.json("GET", "/jobs?folder=talks&status=pending", null);

    assertThat(ids(ofBatch)).hasSize(2);
    assertThat(ofBatch.get("total_filtered").intValue()).isEqualTo(2);
    assertThat(ofBatch.get("total").intValue()).isEqualTo(6);
    assertThat(ofFolder.get("total_filtered").intValue()).isEqualTo(5);
    assertThat(ids(running.json("GET", "/jobs?batch_id=" + UUID.randomUUID(), null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cursor=nonsense",
        "cursor=%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F",
        "cursor=f_________________________________",
        "batch_id=5",
        "folder=..%2Fx"
      })
  void what_no_page_can_have_is_refused_with_its_name(String query) {
    HttpResponse<byte[]> refused = running.call("GET", "/jobs?" + query, null);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).at("/violations/0/field").textValue())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @Test
  void a_cursor_comes_back_as_it_went() {
    JobQuery.Cursor place =
        new JobQuery.Cursor(
            Instant.parse("2026-11-25T03:04:05.678901234Z"), new JobId(UUID.randomUUID()));

    assertThat(CursorText.parse(CursorText.of(place))).isEqualTo(place);
  }
}
