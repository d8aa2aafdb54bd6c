package dev.sluice.http.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.policy.QueueLimits;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.error.ApiError;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What one key may have and do. */
class LimitsTest {
  private static final TenantId ANNA = new TenantId("anna");
  private static final TenantId BERT = new TenantId("bert");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void a_key_that_sends_too_fast_is_refused_for_a_while_and_others_are_not() {
    RequestRateLimiter rates = new RequestRateLimiter(3, nanos::get);
    for (int i = 0; i < 3; i++) {
      rates.count(ANNA);
    }

    ApiError refusal = catchThrowableOfType(ApiError.class, () -> rates.count(ANNA));
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.retryAfter()).isEqualTo(1);
    assertThatCode(() -> rates.count(BERT)).doesNotThrowAnyException();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(334));
    assertThatCode(() -> rates.count(ANNA)).doesNotThrowAnyException();
    assertThatCode(() -> rates.count(ANNA)).isInstanceOf(ApiError.class);

    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    for (int i = 0; i < 3; i++) {
      rates.count(ANNA);
    }
    assertThatCode(() -> rates.count(ANNA)).isInstanceOf(ApiError.class);
  }

  @Test
  void an_address_has_its_share_and_what_has_none_counts_with_all() {
    ConcurrencyLimiter<String> limiter = ConcurrencyLimiter.perAddress("transfers", 3, 1);
    ConcurrencyLimiter.Permit first = limiter.acquire("c6336401");

    ApiError share = catchThrowableOfType(ApiError.class, () -> limiter.acquire("c6336401"));
    assertThat(share.status()).isEqualTo(429);
    assertThat(share).hasMessageStartingWith("This address may have 1 transfers at a time");

    limiter.acquire(Optional.empty());
    limiter.acquire(Optional.empty());
    ApiError all = catchThrowableOfType(ApiError.class, () -> limiter.acquire(Optional.empty()));
    assertThat(all.status()).isEqualTo(503);

    first.close();
    first.close();
    assertThat(limiter.held()).isEqualTo(2);
    assertThatCode(() -> limiter.acquire("c6336401")).doesNotThrowAnyException();
  }

  @Test
  void without_a_limit_nobody_is_counted() {
    RequestRateLimiter rates = new RequestRateLimiter(0, nanos::get);

    assertThatCode(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                rates.count(ANNA);
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void too_many_requests_are_429_with_a_whole_number_of_seconds() {
    try (RunningServer running =
        new RunningServer((sluice, keys) -> sluice, server -> server.requestsPerSecond(1))) {
      HttpResponse<byte[]> answer = running.call("GET", "/jobs", null);
      while (answer.statusCode() == 200) {
        answer = running.call("GET", "/jobs", null);
      }

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(RunningServer.text(answer))
          .isEqualTo(
              "{\"error\":\"This key may send 1 requests a second; send fewer, and this one again"
                  + " in 1 s\",\"code\":\"TOO_MANY_REQUESTS\"}");
      Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());
      assertThat(running.send("GET", "/jobs", other, null).statusCode()).isEqualTo(200);
      assertThat(running.send("GET", "/health", Map.of(), null).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_key_with_enough_jobs_waiting_gets_no_more_and_others_do() {
    try (RunningServer running =
        new RunningServer(
            (sluice, keys) -> sluice.workers(0).limits(new QueueLimits(2, 1)), server -> server)) {
      String first = running.submitted();
      running.submitted();

      HttpResponse<byte[]> refused =
          running.call("POST", "/jobs", "{\"url\":\"" + RunningServer.MEDIA + "\"}");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("10");
      assertThat(RunningServer.text(refused))
          .isEqualTo(
              "{\"error\":\"2 jobs are waiting already and 1 more came, but at most 2 may wait; try"
                  + " again when some have run\",\"code\":\"QUEUE_FULL\"}");
      assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isEqualTo(2);

      Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());
      byte[] body = ("{\"url\":\"" + RunningServer.MEDIA + "\"}").getBytes(StandardCharsets.UTF_8);
      assertThat(running.send("POST", "/jobs", other, body).statusCode()).isEqualTo(201);

      assertThat(running.call("DELETE", "/jobs/" + first, null).statusCode()).isEqualTo(200);
      assertThat(running.submitted()).isNotEqualTo(first);
    }
  }

  @Test
  void a_key_runs_no_more_jobs_than_it_may_although_workers_are_free() {
    try (RunningServer running =
        new RunningServer(
            (sluice, keys) -> sluice.workers(4).limits(new QueueLimits(100, 1)),
            server -> server)) {
      running.fetcher.readGate().close();
      String first = running.submitted();
      running.fetcher.readGate().awaitArrival();
      String second = running.submitted();

      // A later job of another key is running, so the workers have looked at the queue since.
      Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());
      byte[] body = ("{\"url\":\"" + RunningServer.MEDIA + "\"}").getBytes(StandardCharsets.UTF_8);
      String others =
          RunningServer.tree(running.send("POST", "/jobs", other, body)).get("job_id").textValue();
      Awaitility.await()
          .until(
              () ->
                  RunningServer.tree(running.send("GET", "/jobs/" + others, other, null))
                      .get("status")
                      .textValue()
                      .equals("Processing"));
      assertThat(running.json("GET", "/jobs/" + second, null).get("status").textValue())
          .isEqualTo("Pending");

      running.fetcher.readGate().open();
      assertThat(running.finished(first).get("status").textValue()).isEqualTo("Completed");
      assertThat(running.finished(second).get("status").textValue()).isEqualTo("Completed");
    }
  }
}
