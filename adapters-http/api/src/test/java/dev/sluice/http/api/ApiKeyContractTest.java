package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask for what. */
class ApiKeyContractTest extends ApiContractFixture {
  @ParameterizedTest
  @CsvSource({
    "GET,    /jobs",
    "HEAD,   /jobs",
    "POST,   /jobs",
    "GET,    /jobs/00000000-0000-4000-8000-000000000000",
    "DELETE, /jobs/00000000-0000-4000-8000-000000000000",
    "POST,   /jobs/00000000-0000-4000-8000-000000000000/retry",
    "DELETE, /jobs/00000000-0000-4000-8000-000000000000/file",
    "GET,    /usage",
    "GET,    /user/webhook-secret",
    "POST,   /user/webhook-secret/rotate",
    "GET,    /dashboard/jobs",
    "GET,    /dashboard/stats",
    "GET,    /dashboard/daily",
    "GET,    /dashboard/cluster",
    "GET,    /dashboard/billing",
  })
  void every_call_that_belongs_to_an_owner_wants_a_key(String method, String path) {
    String wrong = "sk_" + "x".repeat(43);

    check(method, path, Map.of(), 401, "Missing x-api-key header", "MISSING_KEY");
    check(method, path, Map.of("x-api-key", ""), 401, "Missing x-api-key header", "MISSING_KEY");
    check(
        method,
        path,
        Map.of("Authorization", "Basic YTpi"),
        401,
        "Missing x-api-key header",
        "MISSING_KEY");
    check(method, path, Map.of("x-api-key", wrong), 401, "Invalid API Key", "INVALID_KEY");
    check(
        method,
        path,
        Map.of("x-api-key", "x".repeat(4_000)),
        401,
        "Invalid API Key",
        "INVALID_KEY");
    check(
        method,
        path,
        Map.of("Authorization", "Bearer " + wrong),
        401,
        "Invalid API Key",
        "INVALID_KEY");
  }

  @Test
  void a_bearer_token_is_a_key_too() {
    for (String scheme : new String[] {"Bearer ", "bearer ", "BEARER   "}) {
      Map<String, String> headers = Map.of("Authorization", scheme + running.key.reveal());
      assertThat(running.send("GET", "/jobs", headers, null).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_revoked_key_is_no_key() {
    String key = running.keys.create("short-lived").orElseThrow().reveal();
    Map<String, String> headers = Map.of("x-api-key", key);
    assertThat(running.send("GET", "/jobs", headers, null).statusCode()).isEqualTo(200);

    running.keyStore.revoke("short-lived", Instant.EPOCH);

    check("GET", "/jobs", headers, 401, "Invalid API Key", "INVALID_KEY");
  }

  @Test
  void a_job_of_another_key_does_not_exist() {
    String id = running.submitted();
    running.finished(id);
    Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());

    check("GET", "/jobs/" + id, other, 404, "Job not found", "NOT_FOUND");
    check("DELETE", "/jobs/" + id, other, 404, "Job not found", "NOT_FOUND");
    check("POST", "/jobs/" + id + "/retry", other, 404, "Job not found", "NOT_FOUND");
    assertThat(RunningServer.text(running.send("GET", "/jobs", other, null)))
        .isEqualTo(
            "{\"jobs\":[],\"total\":0,\"total_filtered\":0,\"limit\":20,\"offset\":0,\"next_cursor\":null}");
  }
}
