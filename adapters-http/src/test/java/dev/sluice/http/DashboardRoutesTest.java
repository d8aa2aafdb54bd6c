package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardRoutesTest {
  private final RunningServer running = new RunningServer();

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void all_that_is_wrong_with_the_query_is_told() {
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

  @Test
  void nobody_is_billed() {
    assertThat(RunningServer.text(running.call("GET", "/dashboard/billing", null)))
        .isEqualTo("{\"billing_enabled\":false,\"message\":\"This server bills nobody\"}");
  }
}
