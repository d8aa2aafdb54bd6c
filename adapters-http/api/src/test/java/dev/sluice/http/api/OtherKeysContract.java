package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.port.store.Database;
import dev.sluice.http.api.Described.Operation;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a second key sees of the first one's things, for every call of the document. A call whose
 * path holds an id is asked with the first key's ids, any other with the first key's full account;
 * a new call is asked without anybody writing a test for it, and fails until the document says what
 * another key sees. Over each kind of stores, since it is they that leave out what is another's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OtherKeysContract {
  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

  /** What the first key has, by what its path parameter names. */
  private final Map<String, String> ids = new LinkedHashMap<>();

  /** Words that only the first key's things hold. */
  private final List<String> traces = new ArrayList<>();

  private RunningServer running;

  /** Returns the database of this test: the same at each call. */
  protected abstract Database database();

  @BeforeAll
  protected void fillTheFirstAccount() {
    running =
        new RunningServer(database(), (sluice, keys) -> sluice, server -> server.metrics(() -> ""));
    JsonNode bulk =
        running.json(
            "POST",
            "/jobs/bulk",
            """
            {"jobs":[{"url":"https://first.example/one.mp4"},{"url":"https://first.example/two.mp4"}],
             "folder":"first-folder"}
            """);
    String job = bulk.at("/job_ids/0").textValue();
    bulk.get("job_ids").forEach(id -> running.finished(id.textValue()));
    ids.put("/jobs/{id}", job);
    ids.put("/batch/{id}", bulk.get("batch_id").textValue());
    traces.addAll(ids.values());
    traces.add(bulk.at("/job_ids/1").textValue());
    traces.addAll(List.of("first.example", "first-folder"));
    traces.add(
        running
            .json("GET", "/user/webhook-secret", null)
            .findValue("webhook_signing_secret")
            .textValue());
  }

  @AfterAll
  protected void stop() {
    running.close();
  }

  private Stream<Operation> built() {
    return DescribedCalls.built(running);
  }

  protected Stream<Operation> withAnId() {
    return built().filter(call -> call.path().contains("{id}"));
  }

  protected Stream<Operation> ofTheKey() {
    return built().filter(call -> sees(call).equals("own"));
  }

  private static String sees(Operation call) {
    return call.node().path("x-another-key").asText();
  }

  @Test
  protected void every_call_says_what_another_key_sees() {
    assertThat(Described.operations())
        .allSatisfy(
            call -> {
              String expected =
                  call.path().contains("{id}") ? "not-found" : call.open() ? "public" : sees(call);
              assertThat(sees(call)).as(call.name()).isEqualTo(expected).isNotEmpty();
            });
    // Whoever has a key is told the same; anything else in this list would need a reason, too.
    assertThat(
            Described.operations().stream()
                .filter(call -> !call.open() && sees(call).equals("public"))
                .map(Operation::name))
        .containsExactlyInAnyOrder("POST /metadata", "POST /is-short", "GET /metrics");
  }

  @ParameterizedTest
  @MethodSource("withAnId")
  protected void what_belongs_to_another_key_is_as_unknown_as_what_never_was(Operation call) {
    String kind = call.path().replaceFirst("(?<=\\{id}).*", "");
    assertThat(ids).as("no example of what %s names", kind).containsKey(kind);
    String mine = call.path().replace("{id}", ids.get(kind));

    HttpResponse<byte[]> others = asOther(call, mine);
    HttpResponse<byte[]> unknown = asOther(call, call.path().replace("{id}", UNKNOWN));

    assertThat(others.statusCode()).as(RunningServer.text(others)).isEqualTo(404);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(RunningServer.text(others)).isEqualTo(RunningServer.text(unknown));
    assertThat(headers(others)).isEqualTo(headers(unknown));
    assertUntouched();
  }

  // Whether the container keeps the connection depends on whether the body had come when it was not
  // read, and on nothing else.
  private static Set<String> headers(HttpResponse<byte[]> answer) {
    Set<String> names = new TreeSet<>(answer.headers().map().keySet());
    names.remove("connection");
    return names;
  }

  @ParameterizedTest
  @MethodSource("ofTheKey")
  protected void the_answers_to_a_key_hold_nothing_of_another(Operation call) {
    String answer = DescribedCalls.of(running, call, running.otherKey.reveal());

    assertThat(answer).as(call.name()).isNotEmpty();
    for (String trace : traces) {
      assertThat(answer).as(call.name()).doesNotContain(trace);
    }
    assertUntouched();
  }

  @ParameterizedTest
  @MethodSource("listings")
  protected void a_listing_shows_a_new_key_what_it_shows_in_an_empty_server(Operation call) {
    try (RunningServer empty =
        new RunningServer((sluice, keys) -> sluice, server -> server.metrics(() -> ""))) {
      String here =
          DescribedCalls.of(running, call, running.keys.create(call.name()).orElseThrow().reveal());
      String there =
          DescribedCalls.of(empty, call, empty.keys.create(call.name()).orElseThrow().reveal());

      assertThat(DescribedCalls.comparable(here)).isEqualTo(DescribedCalls.comparable(there));
    }
  }

  protected Stream<Operation> listings() {
    return ofTheKey()
        .filter(call -> call.method().equals("GET"))
        .filter(call -> !call.path().endsWith("events"));
  }

  private HttpResponse<byte[]> asOther(Operation call, String path) {
    JsonNode body = DescribedCalls.example(call);
    return running.send(
        call.method(),
        path,
        Map.of("x-api-key", running.otherKey.reveal()),
        body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void assertUntouched() {
    JsonNode job = running.json("GET", "/jobs/" + ids.get("/jobs/{id}"), null);
    assertThat(job.get("status").textValue()).isEqualTo("Completed");
    assertThat(job.get("s3_key").isNull()).isFalse();
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isEqualTo(2);
  }
}
