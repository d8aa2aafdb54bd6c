package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.RawClient;
import dev.sluice.http.api.RawClient.Answer;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An API that is spoken to byte by byte. */
abstract class ClientHabitsFixture {
  static final String WRONG_TYPE = "Failed to deserialize the JSON body into the target type: ";

  static RunningServer running;
  static RawClient client;
  static String key;

  @BeforeAll
  static void start() {
    running = new RunningServer();
    client = new RawClient(running.server.port());
    key = "x-api-key: " + running.key.reveal();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  static Answer get(String target, String... headers) {
    List<String> head = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", key));
    head.addAll(Arrays.asList(headers));
    return client.send(head, new byte[0]);
  }

  static Answer post(byte[] body) {
    return client.send(
        List.of(
            "POST /jobs HTTP/1.1",
            key,
            "Content-Type: application/json",
            "Content-Length: " + body.length),
        body);
  }

  static Answer post(String body) {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  static String submitted() {
    return tree(post("{\"url\":\"" + RunningServer.MEDIA + "\"}")).get("job_id").textValue();
  }

  static JsonNode tree(Answer answer) {
    return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.head()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(tree(answer).get("code").textValue()).isEqualTo(code);
    assertThat(tree(answer).get("error").textValue()).isNotBlank();
  }
}
