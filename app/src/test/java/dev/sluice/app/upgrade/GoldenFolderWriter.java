package dev.sluice.app.upgrade;

import static dev.sluice.app.serve.ServerProcess.KEY;
import static dev.sluice.app.upgrade.GoldenFolder.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.storage.s3.S3ProxyFixture;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes the golden data folders of a release: {@code -Dsluice.golden.jar} is its jar, {@code
 * -Dsluice.golden.version} its version, {@code -Dsluice.golden.target} the folder for the zip
 * files. It talks to the server over HTTP alone, so it works for every release.
 */
@EnabledIfSystemProperty(named = "sluice.golden.jar", matches = ".+")
class GoldenFolderWriter {
  private static final Pattern LISTENS = Pattern.compile("Sluice listens at (\\S+) .*");
  private static final Set<String> OPEN = Set.of("Pending", "Processing");

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectNode answers = JSON.createObjectNode();
  private String address = "";

  @ParameterizedTest
  @ValueSource(strings = {"stopped", "killed"})
  void write(String end) throws Exception {
    Path data = folder.resolve("data");
    try (FeedSite feeds = FeedSite.start();
        WebhookInbox inbox = WebhookInbox.start();
        S3ProxyFixture s3 = S3ProxyFixture.start(Files.createDirectory(folder.resolve("bucket")))) {
      Process server = started(data);
      try {
        fill(feeds, inbox, s3);
        record();
        if (end.equals("killed")) {
          // The last job changes the totals.
          answers.remove("/dashboard/stats");
          answers.put(GoldenFolder.LAST, job(Map.of("url", feeds.url("/last.mp3").text())));
          server.destroyForcibly();
        } else {
          server.destroy();
        }
        server.waitFor(60, TimeUnit.SECONDS);
      } finally {
        server.destroyForcibly();
      }
    }
    new GoldenFolder(data, answers)
        .pack(
            Path.of(
                System.getProperty("sluice.golden.target"),
                System.getProperty("sluice.golden.version") + "-" + end + ".zip"));
  }

  private Process started(Path data) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "-jar",
                System.getProperty("sluice.golden.jar"),
                "serve",
                "--port=0",
                "--workers=2",
                "--public-url=https://sluice.example",
                "--allow-networks=127.0.0.0/8",
                "--initial-api-key=" + KEY,
                "--data-dir=" + data));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .directory(folder.toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher listens = LISTENS.matcher(line);
      if (listens.matches()) {
        address = listens.group(1);
        return process;
      }
    }
    throw new IOException("the server ended with " + process.exitValue());
  }

  private void fill(FeedSite feeds, WebhookInbox inbox, S3ProxyFixture s3) throws Exception {
    byte[] sound = SampleClip.of("mp3", "", "mp3").lasting(Duration.ofMillis(200)).bytes();
    feeds.site().serve("/talk.mp3", sound).type("audio/mpeg");
    String talk = feeds.url("/talk.mp3").text();
    feeds.serve(
        "/way.xml",
        FeedText.rss("The Long Way")
            .item("g1", "Departure", talk, "<pubDate>Tue, 05 Mar 2024 06:00:00 GMT</pubDate>")
            .item("g2", "Harbour", talk, "<pubDate>Tue, 12 Mar 2024 06:00:00 GMT</pubDate>")
            .item("<title>Without media</title><guid>g3</guid>"));

    ended(job(Map.of("url", talk, "format", "m4a", "folder", "talks", "filename", "Gespräch")));
    ended(job(Map.of("url", talk, "format", "mp3", "webhook_url", inbox.url())));
    inbox.await(1);
    String failed = job(Map.of("url", feeds.url("/missing.mp3").text(), "max_resolution", "720p"));
    ended(failed);
    ended(post("/jobs/" + failed + "/retry", Map.of(), 200).path("job_id").asText());
    // Nothing listens there: the webhook is tried again later.
    ended(job(Map.of("url", talk, "format", "m4a", "webhook_url", "http://127.0.0.1:9/hook?t=1")));
    String deleted = job(Map.of("url", talk, "format", "m4a", "filename", "deleted"));
    ended(deleted);
    expected(send("DELETE", "/jobs/" + deleted + "/file", null, Optional.empty()), 200);

    String show = feeds.url("/way.xml").text();
    JsonNode batch = post("/jobs", Map.of("url", show, "format", "mp3", "folder", "way"), 201);
    batch.path("episode_jobs").forEach(id -> ended(id.asText()));
    answers.set("/batch/" + batch.path("batch_id").asText(), JSON.nullNode());
    JsonNode paused =
        post("/jobs", Map.of("url", show, "format", "mp3", "folder", "later", "paused", true), 201);
    answers.set("/batch/" + paused.path("batch_id").asText(), JSON.nullNode());

    Map<String, ?> order = Map.of("url", talk, "format", "m4a", "folder", "ordered");
    ended(post("/jobs", order, 201, Optional.of(GoldenFolder.ORDER)).path("job_id").asText());
    answers.put(GoldenFolder.ORDERED, System.currentTimeMillis());

    post(
        "/user/s3",
        Map.of(
            "endpoint", s3.endpoint().toString(),
            "bucket", S3ProxyFixture.BUCKET,
            "access_key", S3ProxyFixture.ACCESS_KEY,
            "secret_key", S3ProxyFixture.SECRET_KEY,
            "folder_prefix", "mine"),
        200);
    ended(job(Map.of("url", talk, "format", "m4a", "filename", "In my bucket")));
    answers.set("/user/s3", JSON.nullNode());
    answers.set("/user/webhook-secret", JSON.nullNode());
  }

  /** Asks for all that is compared later. */
  private void record() {
    for (JsonNode job : get("/jobs?limit=100").path("jobs")) {
      answers.set("/jobs/" + job.path("id").asText(), JSON.nullNode());
    }
    answers.set("/dashboard/stats", JSON.nullNode());
    for (String path : new GoldenFolder(folder, answers).paths()) {
      answers.set(path, get(path));
    }
  }

  private String job(Map<String, ?> request) {
    return post("/jobs", request, 201).path("job_id").asText();
  }

  private void ended(String id) {
    for (int waits = 0; waits < 10; waits++) {
      if (!OPEN.contains(get("/jobs/" + id + "?wait=20").path("status").asText())) {
        return;
      }
    }
    throw new AssertionError("the job does not end: " + id);
  }

  private JsonNode get(String path) {
    return expected(send("GET", path, null, Optional.empty()), 200);
  }

  private JsonNode post(String path, Map<String, ?> document, int status) {
    return post(path, document, status, Optional.empty());
  }

  private JsonNode post(String path, Map<String, ?> document, int status, Optional<String> key) {
    return expected(send("POST", path, JSON.valueToTree(document).toString(), key), status);
  }

  private static JsonNode expected(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(response.uri() + ": " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String body, Optional<String> idempotencyKey) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("x-api-key", KEY)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
