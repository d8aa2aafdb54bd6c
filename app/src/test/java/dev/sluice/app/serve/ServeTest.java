package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.command.CommandRun;
import dev.sluice.app.command.SluiceCommand;
import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.wiring.KeyRing;
import dev.sluice.core.tenant.Secret;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.ReceivedWebhook;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: real fetcher, transcoder, H2, folder and webhooks. */
class ServeTest {
  private static byte[] clip;

  @TempDir Path folder;
  private Path data;
  private LoopbackSite site;

  @BeforeAll
  static void make() {
    clip = SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(10)).bytes();
  }

  @BeforeEach
  void open() {
    data = folder.resolve("data");
    site = LoopbackSite.start();
    site.serve("/clip.mkv", clip);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Stream<Path> objects() throws Exception {
    Path objects = data.resolve("objects");
    return Files.exists(objects)
        ? Files.walk(objects).filter(Files::isRegularFile)
        : Stream.empty();
  }

  private Secret webhookSecret() {
    Settings settings =
        new SettingsSources(
                Map.of(Setting.DATA_DIR, data.toString()), Map.of(), folder, Optional.empty())
            .read();
    try (KeyRing keys = KeyRing.open(settings)) {
      return keys.webhookSecret(Secret.of(ServerProcess.KEY));
    }
  }

  @Test
  void a_job_is_followed_to_its_end_and_a_file_is_looked_at() throws Exception {
    try (ServerProcess server = ServerProcess.on(data)) {
      String id = server.submit(site.uri("/clip.mkv"), null);

      String events = server.events(id);
      assertThat(events).startsWith("retry: 2000\n\nid: 1\nevent: ");
      String last = events.substring(events.lastIndexOf("event: "));
      assertThat(last).startsWith("event: finished\n").contains(id, "\"Completed\"");

      JsonNode answer = server.metadata(site.uri("/clip.mkv"));
      assertThat(answer.path("duration").asDouble()).isBetween(9.0, 11.0);
      assertThat(answer.path("width").asInt()).isPositive();
      assertThat(answer.path("filesize_approx").asLong()).isEqualTo(clip.length);
    }
  }

  @Test
  void a_job_is_fetched_converted_stored_and_announced() throws Exception {
    try (ServerProcess server = ServerProcess.on(data, "--host=0.0.0.0");
        WebhookInbox inbox = WebhookInbox.start()) {
      String id = server.submit(site.uri("/clip.mkv"), inbox.url());

      JsonNode job = server.ended(id);
      assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("Completed");
      assertThat(job.path("plan").asText()).isEqualTo("h264:copy vorbis>aac");

      Path file = data.resolve("objects").resolve(job.path("s3_key").asText());
      assertThat(objects()).containsExactly(file);
      // No client can open a link to all addresses.
      assertThat(job.path("s3_url").asText()).startsWith("http://127.0.0.1:");
      assertThat(Files.readString(folder.resolve("data.log"))).contains("set public-url");
      assertThat(server.bytesBehind(job.path("s3_url").asText()))
          .isEqualTo(Files.readAllBytes(file));

      ReceivedWebhook answer = inbox.await(1).get(0);
      assertThat(answer.text()).contains(id, "\"Completed\"");
      inbox.assertAllSignedWith(webhookSecret());
    }
  }

  @Test
  void what_it_does_is_counted_and_logged() throws Exception {
    try (ServerProcess server = ServerProcess.on(data);
        WebhookInbox inbox = WebhookInbox.start()) {
      String id = server.submit(site.uri("/clip.mkv"), inbox.url());
      server.ended(id);
      inbox.await(1);

      await()
          .untilAsserted(
              () ->
                  assertThat(server.metrics())
                      .contains(
                          "sluice_jobs_ended_total{code=\"none\",status=\"completed\"} 1.0",
                          "sluice_webhook_deliveries_seconds_count{outcome=\"taken\"} 1",
                          "sluice_queue_waiting 0.0",
                          "sluice_database_max ")
                      .doesNotContain("NaN", id, "127.0.0.1"));
      assertThat(Files.readString(folder.resolve("data.log")))
          .contains("AccessLog: POST /jobs 201 ", "AccessLog: GET /jobs/{id} 200 ")
          .contains(" key=\"first\" request=")
          .doesNotContain(ServerProcess.KEY, "wait=60", "/metrics");
    }
  }

  @Test
  void the_data_is_readable_by_its_owner_alone() throws Exception {
    try (ServerProcess server = ServerProcess.on(data)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void the_first_key_is_in_a_file_where_the_output_is_no_terminal() throws Exception {
    StringWriter out = new StringWriter();
    CommandContext context =
        new CommandContext(
            new PrintWriter(out), new PrintWriter(out), false, false, Map.of(), folder);
    Thread serving =
        new Thread(
            () ->
                SluiceCommand.line(context)
                    .execute("serve", "--port=0", "--workers=0", "--isolation=none"));
    serving.start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> out.toString().contains("Sluice listens at "));
      Path file = data.resolve("first-key");
      String key = Files.readString(file).strip();
      assertThat(key).matches("sk_[A-Za-z0-9_-]{43}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(out.toString()).contains("It is in " + file).doesNotContain(key);
    } finally {
      serving.interrupt();
      serving.join();
    }
  }

  @Test
  void keys_can_be_made_and_revoked_while_the_server_runs() throws Exception {
    try (ServerProcess server = ServerProcess.on(data)) {
      String[] create = {"keys", "create", "--data-dir=" + data, "guest"};
      CommandRun made = CommandRun.in(folder, create);
      assertThat(made.exitCode()).as(made.err()).isZero();
      String key = made.out().strip();

      assertThat(key).matches("sk_[A-Za-z0-9_-]{43}");
      assertThat(server.statusWith(key)).isEqualTo(200);
      assertThat(CommandRun.in(folder, create).exitCode()).isEqualTo(1);
      assertThat(CommandRun.in(folder, "keys", "list", "--data-dir=" + data).out())
          .contains("first", "guest")
          .doesNotContain(key);

      assertThat(CommandRun.in(folder, "keys", "revoke", "--data-dir=" + data, "guest").exitCode())
          .isZero();
      await().untilAsserted(() -> assertThat(server.statusWith(key)).isEqualTo(401));
      assertThat(CommandRun.in(folder, "keys", "revoke", "--data-dir=" + data, "guest").exitCode())
          .isEqualTo(1);
    }
  }

  @Test
  void a_port_that_is_taken_is_a_sentence() throws Exception {
    CommandRun run = CommandRun.in(folder, "serve", "--data-dir=" + data, "--port=" + site.port());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("sluice: Cannot listen on 127.0.0.1:" + site.port());
    assertThat(run.err().lines()).hasSize(1);
    // A key made by a start that failed would never be seen, and keep the next start from making
    // one.
    assertThat(CommandRun.in(folder, "keys", "list", "--data-dir=" + data).out())
        .doesNotContain("first");
  }

  @Test
  void a_second_server_on_the_same_data_is_refused_with_a_sentence() throws Exception {
    try (ServerProcess server = ServerProcess.on(data)) {
      CommandRun run = CommandRun.in(folder, "serve", "--data-dir=" + data, "--port=0");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("sluice: Another sluice serve runs on the data folder");
      assertThat(run.err().lines()).hasSize(1);
      assertThat(server.statusWith(ServerProcess.KEY)).isEqualTo(200);
    }
  }

  @Test
  void a_short_first_key_is_warned_of() {
    CommandRun run =
        CommandRun.in(
            folder,
            "serve",
            "--data-dir=" + data,
            "--port=" + site.port(),
            "--initial-api-key=12345678");

    assertThat(run.err())
        .contains("warning: initial-api-key has fewer than 20 characters")
        .doesNotContain("12345678");
  }

  @Test
  void a_killed_server_takes_its_jobs_up_again_at_the_next_start() throws Exception {
    site.serve("/slow.mkv", clip).throttle(clip.length / 60);
    String running;
    String waiting;
    try (ServerProcess server = ServerProcess.on(data)) {
      running = server.submit(site.uri("/slow.mkv"), null);
      server.submit(site.uri("/slow.mkv?2"), null);
      waiting = server.submit(site.uri("/clip.mkv"), null);
      awaitProcessing(server, running);
      assertThat(server.job(waiting).path("status").asText()).isEqualTo("Pending");
      server.kill();
    }
    site.serve("/slow.mkv", clip);

    try (ServerProcess server = ServerProcess.on(data)) {
      assertThat(server.ended(waiting).path("status").asText()).isEqualTo("Completed");
      JsonNode again = server.ended(running);
      assertThat(again.path("status").asText()).as(again.toString()).isEqualTo("Completed");
      assertThat(again.path("attempt").asInt()).isEqualTo(2);
    }
  }

  @Test
  void a_server_told_to_end_hands_its_jobs_back() throws Exception {
    site.serve("/slow.mkv", clip).throttle(clip.length / 60);
    String id;
    try (ServerProcess server = ServerProcess.on(data)) {
      id = server.submit(site.uri("/slow.mkv"), null);
      awaitProcessing(server, id);
      assertThat(server.terminate()).isEqualTo(143);
    }
    assertThat(objects()).isEmpty();
    site.serve("/slow.mkv", clip);

    try (ServerProcess server = ServerProcess.on(data)) {
      JsonNode job = server.ended(id);
      assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("Completed");
      assertThat(job.path("attempt").asInt()).isEqualTo(2);
    }
  }

  private static void awaitProcessing(ServerProcess server, String id) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> server.job(id).path("bytes_downloaded").asLong() > 0);
  }
}
