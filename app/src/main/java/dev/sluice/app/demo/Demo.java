package dev.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.HumanFormat;
import dev.sluice.app.terminal.MediaInfoText;
import dev.sluice.app.terminal.ProgressBar;
import dev.sluice.app.wiring.DataFolder;
import dev.sluice.app.wiring.MediaProbe;
import dev.sluice.app.wiring.ServerAssembly;
import dev.sluice.app.wiring.StartException;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * One job from URL to webhook, printed step by step. Only the outside world is simulated: the
 * origin and the receiver of the webhook are our own, on loopback.
 */
public final class Demo {
  private static final Duration SENDING = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;

  private final ServerAssembly server;
  private final Settings settings;
  private final PrintWriter out;
  private final boolean terminal;
  private final ProgressBar bar;
  private final Secret key;
  private final ApiClient api;

  /**
   * @param server runs with these settings, and may reach loopback
   */
  public Demo(ServerAssembly server, Settings settings, CommandContext context) {
    this.server = server;
    this.settings = settings;
    this.out = context.out();
    this.terminal = context.terminal();
    this.bar = new ProgressBar(context.err(), InstantSource.system());
    this.key = server.keyRing().replace("demo");
    this.api = new ApiClient(server.listensAt(), key);
  }

  /** Returns the key that the demo created for itself. */
  public Secret key() {
    return key;
  }

  /**
   * Runs the job and shows it.
   *
   * @throws StartException with a sentence, if a step does not do what it should
   */
  public void run() throws InterruptedException {
    say("server", "listens at %s, data in %s", server.listensAt(), settings.dataDir());
    try (DemoSite site = new DemoSite(SENDING)) {
      say(
          "source",
          "a short clip, %s of matroska with h264 and vorbis, at %s",
          HumanFormat.bytes(site.clipSize()),
          site.clipUrl());

      String id = request(site);
      JsonNode job = watch(id, site.clipSize());
      DemoSite.ReceivedWebhook webhook =
          site.nextWebhook(PATIENCE).orElseThrow(() -> failed("no webhook came within a minute"));
      notified(webhook, id);
      stored(job);
    } catch (IOException e) {
      throw new StartException("The demo's own site cannot listen on loopback: " + e, e);
    }
  }

  private String request(DemoSite site) throws InterruptedException {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", site.clipUrl().toString())
            .put("format", "mp4")
            .put("filename", "Sluice demo")
            .put("webhook_url", site.webhookUrl().toString())
            .toString();
    say("request", "POST /jobs %s", body);
    String id = api.post("/jobs", body).path("job_id").asText();
    say("job", "%s", id);
    return id;
  }

  private JsonNode watch(String id, long total) throws InterruptedException {
    say("fetch", "fetching, converting and storing at the same time; the source sends slowly");
    JsonNode job = api.get("/jobs/" + id);
    while (!isFinal(job)) {
      if (terminal) {
        bar.show(progress(job, total));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      job = api.get("/jobs/" + id);
    }
    bar.clear();
    if (!job.path("status").asText().equals("Completed")) {
      throw failed("the job ended as %s: %s".formatted(job.path("status"), job.path("error")));
    }
    say(
        "transcode",
        "%s (mp4 players dislike vorbis, so the audio was not merely copied)",
        job.path("plan").asText());
    say(
        "store",
        "%s in %s ms, of which %s ms waiting in the queue",
        HumanFormat.bytes(job.path("file_size").asLong()),
        job.path("total_duration_ms").asLong(),
        job.path("queue_wait_ms").asLong());
    return job;
  }

  private static boolean isFinal(JsonNode job) {
    String status = job.path("status").asText();
    return !status.equals("Pending") && !status.equals("Processing");
  }

  private static Progress progress(JsonNode job, long total) {
    return new Progress(
        Step.DOWNLOADING,
        job.path("progress_percent").asDouble(),
        job.path("bytes_downloaded").asLong(),
        OptionalLong.of(total),
        0);
  }

  private void notified(DemoSite.ReceivedWebhook webhook, String id) {
    String signature = webhook.headers().get(WebhookSignature.HEADER);
    if (!WebhookSignature.verifies(
        signature, webhook.body(), server.keyRing().webhookSecret(key))) {
      throw failed("the webhook's signature is wrong");
    }
    JsonNode body = ApiClient.json(webhook.body());
    if (!body.path("job_id").asText().equals(id)) {
      throw failed("the webhook is about another job");
    }
    say(
        "notify",
        "webhook received: %s, %s; its signature is right",
        body.path("type").asText(),
        body.path("status").asText());
  }

  private void stored(JsonNode job) throws InterruptedException {
    URI link = URI.create(job.path("s3_url").asText());
    long size = api.sizeBehind(link);
    if (size != job.path("file_size").asLong()) {
      throw failed("the link leads to %s bytes".formatted(size));
    }
    Path file = DataFolder.objects(settings.dataDir()).resolve(job.path("s3_key").asText());
    MediaInfo facts = MediaProbe.of(settings, file).media();
    say("result", "%s", file);
    say("", "%s: %s", facts.format(), MediaInfoText.line(facts));
    say("", "the same bytes came through its signed link, which works while a server runs");
  }

  private void say(String step, String text, Object... values) {
    out.printf("%-10s %s%n", step, String.format(Locale.ROOT, text, values));
    out.flush();
  }

  private static StartException failed(String what) {
    return new StartException("The demo failed: " + what, null);
  }
}
