package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.FakeSource;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Retries: of callers, who may repeat them, and those of the server. */
class RetryRoutesTest extends JobRoutesFixture {
  private static final String LATER = "https://a.example/later";

  /** A failed job whose retry can be held at its first read. */
  private String failed() {
    fails(LATER, FailureCode.SOURCE_NOT_FOUND, "The origin answered 404");
    String id = submit(LATER);
    running.finished(id);
    running.fetcher.offer(LATER, FakeSource.ofSize(10));
    return id;
  }

  private HttpResponse<byte[]> retry(String id) {
    return running.send(
        "POST",
        "/jobs/" + id + "/retry",
        Map.of("x-api-key", running.key.reveal(), "Idempotency-Key", "once"),
        new byte[0]);
  }

  @Test
  void twenty_retries_at_once_make_one_job() {
    String id = failed();
    running.fetcher.readGate().close();

    ExecutorService callers = Executors.newFixedThreadPool(20);
    List<CompletableFuture<HttpResponse<byte[]>>> answers =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> retry(id), callers))
            .limit(20)
            .toList();
    callers.shutdown();

    Set<String> jobs = new TreeSet<>();
    for (CompletableFuture<HttpResponse<byte[]>> one : answers) {
      HttpResponse<byte[]> answer = one.join();
      assertThat(answer.statusCode()).as(RunningServer.text(answer)).isEqualTo(200);
      jobs.add(RunningServer.tree(answer).get("job_id").textValue());
    }
    assertThat(jobs).hasSize(1).doesNotContain(id);
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isEqualTo(2);
  }

  @Test
  void a_retry_that_is_repeated_later_names_the_same_job() {
    String id = failed();

    String first = RunningServer.tree(retry(id)).get("job_id").textValue();
    running.finished(first);
    String second = RunningServer.tree(retry(id)).get("job_id").textValue();

    assertThat(second).isEqualTo(first);
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isEqualTo(2);
  }

  @Test
  void of_a_batch_a_job_is_retried_once_as_well() {
    fails(LATER, FailureCode.SOURCE_NOT_FOUND, "The origin answered 404");
    JsonNode bulk = running.json("POST", "/jobs/bulk", "{\"jobs\":[{\"url\":\"" + LATER + "\"}]}");
    String id = bulk.at("/job_ids/0").textValue();
    running.finished(id);
    running.fetcher.offer(LATER, FakeSource.ofSize(10));

    String first = RunningServer.tree(retry(id)).get("job_id").textValue();
    String second = RunningServer.tree(retry(id)).get("job_id").textValue();

    assertThat(second).isEqualTo(first);
    assertThat(
            running
                .json("GET", "/batch/" + bulk.get("batch_id").textValue(), null)
                .get("episode_jobs"))
        .hasSize(1);
    running.finished(first);
  }

  @Test
  void if_the_retry_failed_as_well_the_error_names_it() {
    fails(LATER, FailureCode.SOURCE_NOT_FOUND, "The origin answered 404");
    String id = submit(LATER);
    running.finished(id);
    String again = RunningServer.tree(retry(id)).get("job_id").textValue();
    running.finished(again);

    HttpResponse<byte[]> refused = retry(id);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).get("code").textValue()).isEqualTo("NOT_RETRYABLE");
    assertThat(RunningServer.tree(refused).get("error").textValue()).contains(again);
    running.finished(RunningServer.tree(retry(again)).get("job_id").textValue());
  }

  @Test
  void a_job_between_two_attempts_says_why_and_when() {
    long before = System.currentTimeMillis();
    fails(LATER, FailureCode.SOURCE_BROKEN, "The origin answered 503");
    String id = submit(LATER);

    JsonNode job =
        Awaitility.await()
            .until(
                () -> running.json("GET", "/jobs/" + id, null),
                read -> !read.get("retry_at").isNull());

    assertThat(job.get("status").textValue()).isEqualTo("Pending");
    assertThat(job.get("retry_at").longValue()).isGreaterThan(before);
    assertThat(job.get("last_error").textValue()).isEqualTo("The origin answered 503");
    assertThat(job.get("last_error_code").textValue()).isEqualTo("SOURCE_BROKEN");
    assertThat(job.get("error").isNull()).isTrue();
    JsonNode line = running.json("GET", "/jobs", null).at("/jobs/0");
    assertThat(line.get("last_error").textValue()).isEqualTo("The origin answered 503");
    assertThat(line.get("retry_at").longValue()).isGreaterThan(before);
    running.call("DELETE", "/jobs/" + id, null);
    JsonNode over = running.finished(id);
    assertThat(over.get("retry_at").isNull()).isTrue();
    assertThat(over.get("last_error").isNull()).isTrue();
  }

  @Test
  void a_single_job_that_is_paused_waits_in_a_batch_of_one() {
    JsonNode made =
        running.json("POST", "/jobs", "{\"url\":\"" + RunningServer.MEDIA + "\",\"paused\":true}");
    String id = made.get("job_id").textValue();
    String batch = made.get("batch_id").textValue();

    assertThat(made.get("paused").booleanValue()).isTrue();
    JsonNode waiting = running.json("GET", "/jobs/" + id, null);
    assertThat(waiting.get("status").textValue()).isEqualTo("Pending");
    assertThat(waiting.get("batch_id").textValue()).isEqualTo(batch);
    assertThat(running.json("GET", "/batch/" + batch, null).get("status").textValue())
        .isEqualTo("paused");

    assertThat(running.json("POST", "/batch/" + batch + "/start", null).get("started_jobs"))
        .hasToString("1");
    assertThat(running.finished(id).get("status").textValue()).isEqualTo("Completed");
  }
}
