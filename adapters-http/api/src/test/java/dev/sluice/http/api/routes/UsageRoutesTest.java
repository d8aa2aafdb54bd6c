package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.wire.Gigabytes;
import dev.sluice.testkit.fake.FakeSource;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageRoutesTest {
  private final RunningServer running = new RunningServer();
  private final TenantId tenant = running.keys.tenantOf(running.key.reveal()).orElseThrow();

  @AfterEach
  void stop() {
    running.close();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void usage_without_limits_shows_none() {
    running.finished(running.submitted());

    JsonNode usage = running.json("GET", "/usage", null);

    assertThat(names(usage))
        .containsExactlyInAnyOrder(
            "client_name",
            "usage_count",
            "storage_usage_gb",
            "storage_reserved_gb",
            "storage_effective_usage_gb");
    assertThat(usage.get("client_name").textValue()).isEqualTo("first");
    assertThat(usage.get("usage_count").longValue()).isEqualTo(1);
    assertThat(usage.get("storage_usage_gb").decimalValue()).isEqualByComparingTo("0.0001");
  }

  @Test
  void every_job_that_was_created_counts_whatever_became_of_it() {
    running.fetcher.offer(
        "https://a.example/x",
        FakeSource.refusing(new SluiceException(FailureCode.NOT_MEDIA, "no media")));
    running.finished(running.submitted());
    String failed =
        running
            .json("POST", "/jobs", "{\"url\":\"https://a.example/x\"}")
            .get("job_id")
            .textValue();
    running.finished(failed);
    running.json(
        "POST", "/jobs/bulk", "{\"jobs\":[{\"url\":\"https://a.example/y\"}],\"paused\":true}");

    assertThat(running.json("GET", "/usage", null).get("usage_count").longValue()).isEqualTo(3);
  }

  @Test
  void usage_shows_every_limit_and_what_is_left() {
    running.keyStore.setQuota(
        tenant,
        TenantQuota.UNLIMITED
            .withStorage(Optional.of(3L << 30))
            .withFile(Optional.of(5_000_000L))
            .withDuration(Optional.of(Duration.ofMinutes(90)))
            .withShorterSide(Optional.of(1_080)));

    JsonNode usage = running.json("GET", "/usage", null);

    assertThat(usage.get("storage_limit_gb").decimalValue()).isEqualByComparingTo("3");
    assertThat(usage.get("storage_limit_bytes").longValue()).isEqualTo(3L << 30);
    assertThat(usage.get("storage_remaining_gb").decimalValue()).isEqualByComparingTo("3");
    assertThat(usage.get("max_resolution_limit").intValue()).isEqualTo(1_080);
    assertThat(usage.get("max_duration_limit_seconds").longValue()).isEqualTo(5_400);
    assertThat(usage.get("max_filesize_limit_mb").decimalValue()).isEqualByComparingTo("4.76");
    assertThat(usage.get("max_filesize_limit_bytes").longValue()).isEqualTo(5_000_000);
  }

  @Test
  void over_quota_new_jobs_are_refused_and_none_is_made() {
    String id = running.submitted();
    running.finished(id);
    running.keyStore.setQuota(tenant, TenantQuota.UNLIMITED.withStorage(Optional.of(100_000L)));
    String one = "{\"url\":\"" + RunningServer.MEDIA + "\"}";

    HttpResponse<byte[]> refused = running.call("POST", "/jobs", one);
    HttpResponse<byte[]> bulk = running.call("POST", "/jobs/bulk", "{\"jobs\":[" + one + "]}");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(RunningServer.text(refused))
        .isEqualTo(
            "{\"error\":\"Storage quota exceeded\",\"limit_gb\":\"0.00\",\"used_gb\":\"0.00\","
                + "\"message\":\"This API key has a 0.00 GB limit and has used 0.00 GB\","
                + "\"code\":\"QUOTA_EXCEEDED\"}");
    assertThat(bulk.statusCode()).isEqualTo(403);
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isEqualTo(1);
    assertThat(running.json("GET", "/usage", null).get("storage_remaining_gb").decimalValue())
        .isEqualByComparingTo("0");
    HttpResponse<byte[]> other =
        running.send(
            "POST",
            "/jobs",
            Map.of("x-api-key", running.otherKey.reveal()),
            one.getBytes(StandardCharsets.UTF_8));
    assertThat(other.statusCode()).isEqualTo(201);
  }

  @Test
  void a_deleted_file_lowers_nothing() {
    String id = running.submitted();
    running.finished(id);
    running.call("DELETE", "/jobs/" + id + "/file", null);

    assertThat(running.json("GET", "/usage", null).get("storage_usage_gb").decimalValue())
        .isEqualByComparingTo("0.0001");
  }

  @ParameterizedTest
  @CsvSource({
    "1099511627776, 1024.00, 1024",
    "1610612736, 1.50, 1.50",
    "0, 0.00, 0",
    "5368710, 0.01, 0.01"
  })
  void gigabytes_are_shown_as_the_contract_has_them(long bytes, String text, String shortText) {
    assertThat(Gigabytes.text(bytes)).isEqualTo(text);
    assertThat(Gigabytes.shortText(bytes)).isEqualTo(shortText);
  }
}
