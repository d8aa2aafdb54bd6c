package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.FakeSource;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardRoutesTest {
  private final RunningServer running = new RunningServer();

  @AfterEach
  void stop() {
    running.fetcher.readGate().open();
    running.close();
  }

  @Test
  void all_that_is_wrong_with_the_query_is_reported() {
    HttpResponse<byte[]> refused = running.call("GET", "/dashboard/jobs?limit=abc&offset=-1", null);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).get("violations")).hasSize(2);
  }

  @Test
  void a_job_on_the_dashboard_has_the_fields_of_the_contract() {
    String id = running.submitted();
    running.finished(id);

    JsonNode page = running.json("GET", "/dashboard/jobs", null);

    assertThat(page.get("total").longValue()).isEqualTo(1);
    assertThat(page.get("limit").intValue()).isEqualTo(50);
    assertThat(page.get("offset").intValue()).isZero();
    JsonNode line = page.get("jobs").get(0);
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactlyInAnyOrder("id", "url", "status", "error", "s3_key", "created_at");
    assertThat(line.get("id").textValue()).isEqualTo(id);
    assertThat(line.get("url").textValue()).isEqualTo(RunningServer.MEDIA);
    assertThat(line.get("status").textValue()).isEqualTo("Completed");
    assertThat(line.get("error").isNull()).isTrue();
    assertThat(line.get("s3_key").textValue()).startsWith("videos/");
    assertThat(line.get("created_at").isIntegralNumber()).isTrue();
  }

  @Test
  void the_total_on_the_dashboard_is_that_of_the_filter() {
    running.finished(running.submitted());
    running.finished(running.submitted());

    JsonNode failed = running.json("GET", "/dashboard/jobs?status=failed", null);
    JsonNode completed = running.json("GET", "/dashboard/jobs?status=COMPLETED&limit=1", null);

    assertThat(failed.get("total").longValue()).isZero();
    assertThat(failed.get("jobs")).isEmpty();
    assertThat(completed.get("total").longValue()).isEqualTo(2);
    assertThat(completed.get("jobs")).hasSize(1);
    assertThat(completed.get("limit").intValue()).isEqualTo(1);
  }

  @Test
  void another_key_sees_none_of_it() {
    running.finished(running.submitted());
    Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());

    assertThat(RunningServer.text(running.send("GET", "/dashboard/jobs", other, null)))
        .isEqualTo("{\"jobs\":[],\"total\":0,\"limit\":50,\"offset\":0}");
  }

  private void failOne() {
    running.fetcher.offer(
        "https://a.example/gone",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_GONE, "The origin answered 410")));
    String id =
        running
            .json("POST", "/jobs", "{\"url\":\"https://a.example/gone\"}")
            .get("job_id")
            .textValue();
    assertThat(running.finished(id).get("status").textValue()).isEqualTo("Failed");
  }

  @Test
  void stats_show_a_keys_jobs_in_figures() {
    running.finished(running.submitted());
    running.finished(running.submitted());
    failOne();
    running.fetcher.readGate().close();
    running.submitted();
    running.submitted();
    running.submitted();
    Awaitility.await()
        .until(
            () ->
                running.json("GET", "/dashboard/stats", null).get("processing_jobs").longValue()
                    == 2);

    JsonNode stats = running.json("GET", "/dashboard/stats", null);

    List<String> names = new ArrayList<>();
    stats.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactlyInAnyOrder(
            "total_jobs",
            "pending_jobs",
            "processing_jobs",
            "completed_jobs",
            "failed_jobs",
            "storage_used_bytes",
            "storage_used_gb",
            "client_name",
            "avg_processing_time_seconds",
            "today_throughput_bytes");
    assertThat(stats.get("total_jobs").longValue()).isEqualTo(6);
    assertThat(stats.get("pending_jobs").longValue()).isEqualTo(1);
    assertThat(stats.get("completed_jobs").longValue()).isEqualTo(2);
    assertThat(stats.get("failed_jobs").longValue()).isEqualTo(1);
    assertThat(stats.get("storage_used_bytes").longValue()).isEqualTo(200_000);
    assertThat(stats.get("storage_used_gb").decimalValue()).isEqualByComparingTo("0.0002");
    assertThat(stats.get("client_name").textValue()).isEqualTo("first");
    assertThat(stats.get("avg_processing_time_seconds").isNumber()).isTrue();
    assertThat(stats.get("today_throughput_bytes").longValue()).isEqualTo(200_000);
  }

  @Test
  void daily_shows_seven_days_of_which_the_last_is_today() {
    LocalDate before = LocalDate.now(ZoneOffset.UTC);
    running.finished(running.submitted());
    failOne();

    JsonNode days = running.json("GET", "/dashboard/daily", null).get("daily_stats");
    LocalDate after = LocalDate.now(ZoneOffset.UTC);

    assertThat(days).hasSize(7);
    LocalDate last = LocalDate.parse(days.get(6).get("date").textValue());
    assertThat(last).isBetween(before, after);
    for (int i = 0; i < 7; i++) {
      assertThat(days.get(i).get("date").textValue()).isEqualTo(last.minusDays(6L - i).toString());
    }
    long completed = 0;
    long failed = 0;
    for (JsonNode day : days) {
      completed += day.get("completed").longValue();
      failed += day.get("failed").longValue();
    }
    assertThat(completed).isEqualTo(1);
    assertThat(failed).isEqualTo(1);
  }

  @Test
  void cluster_shows_at_which_step_the_running_jobs_of_the_key_are() {
    assertThat(RunningServer.text(running.call("GET", "/dashboard/cluster", null)))
        .isEqualTo("{\"total_downloading\":0,\"total_muxing\":0,\"total_uploading\":0}");
    running.fetcher.readGate().close();
    running.submitted();
    running.submitted();

    Awaitility.await()
        .until(
            () ->
                running.json("GET", "/dashboard/cluster", null).get("total_downloading").longValue()
                    == 2);
    Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());
    assertThat(RunningServer.text(running.send("GET", "/dashboard/cluster", other, null)))
        .isEqualTo("{\"total_downloading\":0,\"total_muxing\":0,\"total_uploading\":0}");
  }

  @Test
  void nobody_is_billed() {
    assertThat(RunningServer.text(running.call("GET", "/dashboard/billing", null)))
        .isEqualTo("{\"billing_enabled\":false,\"message\":\"This server bills nobody\"}");
  }
}
