package dev.sluice.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.IdempotencyStore.Claim;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.storage.jdbc.JobDatabase;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data folders of earlier versions: their jobs, keys and settings are there after an upgrade. */
class GoldenFolderTest {
  /** Members that have a new signature in each response. */
  private static final Set<String> SIGNED = Set.of("s3_url");

  /** Members that depend on the day, or that the delivery of webhooks changes. */
  private static final Set<String> MOVING =
      Set.of(
          "today_throughput_bytes",
          "webhook_status",
          "webhook_attempts",
          "webhook_last_error",
          "webhook_response_time_ms");

  @TempDir Path folder;

  private GoldenFolder unpacked(String name) throws Exception {
    try (InputStream stored = GoldenFolderTest.class.getResourceAsStream(name + ".zip")) {
      return GoldenFolder.unpack(stored, folder);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1.0-stopped", "0.1.0-killed"})
  void a_server_finds_all_that_an_earlier_version_stored(String name) throws Exception {
    GoldenFolder golden = unpacked(name);

    List<String> differences = new ArrayList<>();
    try (ServerProcess server =
        ServerProcess.on(
            golden.data(),
            "--workers=0",
            "--keep-jobs=forever",
            "--keep-notifications=36500d",
            "--public-url=https://sluice.example")) {
      for (String path : golden.paths()) {
        differences.addAll(
            GoldenFolder.differences(
                path, comparable(golden.answers().path(path)), comparable(server.got(path))));
      }
      JsonNode last = golden.answers().path(GoldenFolder.LAST);
      if (!last.isMissingNode()) {
        assertThat(server.job(last.asText()).path("id")).isEqualTo(last);
      }
      assertThat(server.terminate()).isEqualTo(143);
    }

    assertThat(differences).isEmpty();
    assertThat(journals(golden.data())).isEmpty();
    assertKnowsTheOrder(golden);
  }

  private static JsonNode comparable(JsonNode answer) {
    if (answer instanceof ObjectNode object) {
      object.remove(MOVING);
      SIGNED.stream()
          .filter(name -> object.path(name).isTextual())
          .forEach(name -> object.put(name, object.path(name).asText().replaceAll("\\?.*", "")));
    }
    return answer;
  }

  private static List<Path> journals(Path data) throws Exception {
    try (Stream<Path> files = Files.list(data.resolve("database"))) {
      return files.filter(file -> file.getFileName().toString().matches("journal-\\d+")).toList();
    }
  }

  /** Asks with another request, in the past: a response is forgotten after a day. */
  private static void assertKnowsTheOrder(GoldenFolder golden) {
    Instant then = Instant.ofEpochMilli(golden.answers().path(GoldenFolder.ORDERED).asLong());

    try (JobDatabase database = JobDatabase.embedded(golden.data())) {
      Claim other =
          new Claim(
              database.keys().all().get(0).tenant(),
              new IdempotencyKey(GoldenFolder.ORDER).hashed(),
              "another request",
              UUID.randomUUID());
      assertThatThrownBy(() -> database.idempotency().claim(other, then, Duration.ofMinutes(1)))
          .isInstanceOfSatisfying(
              SluiceException.class,
              reused -> assertThat(reused.code()).isEqualTo(FailureCode.KEY_REUSED));
    }
  }
}
