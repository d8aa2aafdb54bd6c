package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.api.json.JsonFields;
import dev.sluice.http.api.request.JobCommand;
import dev.sluice.http.api.wire.SubmitResultWire;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotentCallTest {
  private static final String BODY = "{\"url\":\"" + RunningServer.MEDIA + "\",\"priority\":1}";
  private static final String TURNED =
      "{ \"priority\" : 1,\n \"url\" : \"" + RunningServer.MEDIA + "\" }";
  private static final String BULK =
      "{\"folder\":\"a\",\"jobs\":[{\"url\":\"https://a.example/1\",\"filename\":\"x\"}]}";
  private static final String BULK_TURNED =
      "{\"jobs\":[{\"filename\":\"x\",\"url\":\"https://a.example/1\"}],\"folder\":\"a\"}";

  private final Database database = new InMemoryDatabase();
  private volatile SluiceException failure;
  private final CountDownLatch inserting = new CountDownLatch(1);
  private final CountDownLatch mayInsert = new CountDownLatch(1);
  private volatile boolean held;

  private final RunningServer running =
      new RunningServer(
          PatchedDatabase.of(database).jobs(store()),
          (builder, keys) -> builder.workers(0),
          server -> server);

  @AfterEach
  void stop() {
    mayInsert.countDown();
    running.close();
  }

  /** The store in memory; an insert fails or waits where a test says so. */
  private JobStore store() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("insert") && arguments[0] instanceof NewJobs) {
                if (failure != null) {
                  throw failure;
                }
                if (held) {
                  inserting.countDown();
                  mayInsert.await();
                }
              }
              try {
                return method.invoke(database.jobs(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private HttpResponse<byte[]> post(String path, String body, String... headers) {
    Map<String, String> all = new HashMap<>();
    all.put("x-api-key", running.key.reveal());
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return running.send("POST", path, all, body.getBytes(StandardCharsets.UTF_8));
  }

  private int total() {
    return running.json("GET", "/jobs", null).get("total").intValue();
  }

  @ParameterizedTest
  @CsvSource({
    "x-idempotency-key, x-idempotency-key",
    "Idempotency-Key, Idempotency-Key",
    "x-idempotency-key, Idempotency-Key"
  })
  void a_repetition_is_answered_as_the_first_was_and_makes_no_second_job(
      String first, String second) {
    HttpResponse<byte[]> created = post("/jobs", BODY, first, "order-1");
    HttpResponse<byte[]> again = post("/jobs/", TURNED, second, "order-1");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    String id = RunningServer.tree(created).get("job_id").textValue();
    assertThat(RunningServer.text(created)).isEqualTo("{\"job_id\":\"" + id + "\"}");
    assertThat(RunningServer.text(again)).isEqualTo("{\"job_id\":\"" + id + "\",\"cached\":true}");
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void a_bulk_comes_again_with_the_same_batch_and_jobs() {
    JsonNode created = RunningServer.tree(post("/jobs/bulk", BULK, "Idempotency-Key", "b"));
    JsonNode again = RunningServer.tree(post("/jobs/bulk", BULK_TURNED, "Idempotency-Key", "b"));

    assertThat(created.has("cached")).isFalse();
    assertThat(again.get("cached").booleanValue()).isTrue();
    assertThat(again.get("batch_id")).isEqualTo(created.get("batch_id"));
    assertThat(again.get("job_ids")).isEqualTo(created.get("job_ids")).hasSize(1);
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void half_of_a_pair_of_surrogates_is_repeated_like_any_text() {
    String body = "{\"url\":\"" + RunningServer.MEDIA + "\",\"filename\":\"a\\ud800\"}";

    HttpResponse<byte[]> first = post("/jobs", body, "Idempotency-Key", "one");
    HttpResponse<byte[]> again = post("/jobs", body, "Idempotency-Key", "one");
    HttpResponse<byte[]> whole =
        post("/jobs", body.replace("\\ud800", "\\ud83d\\ude00"), "Idempotency-Key", "one");

    assertThat(first.statusCode()).as(RunningServer.text(first)).isEqualTo(201);
    assertThat(RunningServer.tree(again).get("job_id"))
        .isEqualTo(RunningServer.tree(first).get("job_id"));
    assertThat(whole.statusCode()).isEqualTo(422);
  }

  @Test
  void without_the_header_the_same_body_is_another_job() {
    post("/jobs", BODY);
    post("/jobs", BODY);

    assertThat(total()).isEqualTo(2);
  }

  @Test
  void the_key_with_another_body_or_another_call_is_refused() {
    post("/jobs", BODY, "Idempotency-Key", "k");

    HttpResponse<byte[]> other = post("/jobs", BODY.replace("1}", "2}"), "Idempotency-Key", "k");
    HttpResponse<byte[]> bulk = post("/jobs/bulk", BULK, "Idempotency-Key", "k");

    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(RunningServer.tree(other).get("code").textValue()).isEqualTo("KEY_REUSED");
    assertThat(bulk.statusCode()).isEqualTo(422);
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void keys_belong_to_an_api_key() {
    post("/jobs", BODY, "Idempotency-Key", "k");

    HttpResponse<byte[]> other =
        post("/jobs", BODY, "Idempotency-Key", "k", "x-api-key", running.otherKey.reveal());

    assertThat(other.statusCode()).isEqualTo(201);
    assertThat(RunningServer.tree(other).has("cached")).isFalse();
  }

  @Test
  void while_the_first_is_in_progress_a_repetition_is_told_to_come_back() {
    held = true;
    CompletableFuture<HttpResponse<byte[]>> first =
        CompletableFuture.supplyAsync(() -> post("/jobs", BODY, "Idempotency-Key", "k"));
    await(inserting);

    HttpResponse<byte[]> meanwhile = post("/jobs", BODY, "Idempotency-Key", "k");
    mayInsert.countDown();

    assertThat(meanwhile.statusCode()).isEqualTo(409);
    assertThat(RunningServer.tree(meanwhile).get("code").textValue()).isEqualTo("KEY_IN_USE");
    assertThat(meanwhile.headers().firstValue("Retry-After")).contains("1");
    JsonNode created = RunningServer.tree(first.join());
    JsonNode again = RunningServer.tree(post("/jobs", BODY, "Idempotency-Key", "k"));
    assertThat(again.get("job_id")).isEqualTo(created.get("job_id"));
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void an_error_frees_the_key() {
    String wrong = BODY.replace("https:", "ftp:");
    assertThat(post("/jobs", wrong, "Idempotency-Key", "k").statusCode()).isEqualTo(400);
    failure = new SluiceException(FailureCode.STORE_UNAVAILABLE, "The database is away");
    assertThat(post("/jobs", BODY, "Idempotency-Key", "k").statusCode()).isEqualTo(503);
    failure = null;

    HttpResponse<byte[]> mended = post("/jobs", BODY, "Idempotency-Key", "k");

    assertThat(mended.statusCode()).isEqualTo(201);
    assertThat(RunningServer.tree(mended).has("cached")).isFalse();
    assertThat(total()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 4_000})
  void a_key_that_is_none_is_refused(int length) {
    HttpResponse<byte[]> refused = post("/jobs", BODY, "Idempotency-Key", "k".repeat(length));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(refused).at("/violations/0/field").textValue())
        .isEqualTo("x-idempotency-key");
    assertThat(total()).isZero();
  }

  @Test
  void the_longest_key_is_taken_and_two_that_differ_are_not() {
    assertThat(post("/jobs", BODY, "Idempotency-Key", "k".repeat(255)).statusCode()).isEqualTo(201);
    assertThat(post("/jobs", BODY, "Idempotency-Key", "k", "x-idempotency-key", "l").statusCode())
        .isEqualTo(400);
    assertThat(post("/jobs", BODY, "Idempotency-Key", "k", "x-idempotency-key", "k").statusCode())
        .isEqualTo(201);
  }

  @Test
  void a_crash_between_the_insert_and_the_answer_leaves_the_answer_to_be_said() {
    List<Job> made = new ArrayList<>();
    JsonNode body = Json.tree(BODY.getBytes(StandardCharsets.UTF_8));
    var tenant = running.sluice.tenant(running.keys.tenantOf(running.key.reveal()).orElseThrow());
    var submitting =
        tenant.beginSubmit(new IdempotencyKey("k"), IdempotentCall.fingerprint("/jobs", body));
    // Never closed, never answered: the process is gone.
    made.addAll(
        submitting
            .submit(
                JobCommand.parse(new JsonFields(body), request -> List.of()).request(),
                ShowOptions.ALL,
                Batch.Start.IMMEDIATE,
                new IdempotentCall("/jobs", SubmitResultWire::of)::text)
            .jobs());

    JsonNode again = RunningServer.tree(post("/jobs", BODY, "Idempotency-Key", "k"));

    assertThat(again.get("job_id").textValue()).isEqualTo(made.get(0).id().toString());
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void the_order_of_fields_and_white_space_make_no_other_request_and_everything_else_does() {
    String reference = fingerprint("{\"a\":{\"x\":1,\"y\":[1,2]},\"b\":null}");

    assertThat(fingerprint("{ \"b\":null, \"a\":{\"y\":[1, 2],\"x\":1}}")).isEqualTo(reference);
    assertThat(fingerprint("{\"a\":{\"x\":1,\"y\":[2,1]},\"b\":null}")).isNotEqualTo(reference);
    assertThat(fingerprint("{\"a\":{\"x\":\"1\",\"y\":[1,2]},\"b\":null}")).isNotEqualTo(reference);
    assertThat(fingerprint("{\"a\":{\"x\":1,\"y\":[1,2]}}")).isNotEqualTo(reference);
  }

  private static String fingerprint(String body) {
    return IdempotentCall.fingerprint("/jobs", Json.tree(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
