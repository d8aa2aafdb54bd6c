package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.webhook.WebhookFailureType;
import dev.sluice.http.webhook.WebhookNotifier;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.PlainWebClient;
import dev.sluice.testkit.site.ReceivedWebhook;
import dev.sluice.testkit.site.WebhookInbox;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From {@code POST /jobs} to the receiver, and what {@code GET /jobs/{id}} says of it. */
class WebhooksEndToEndTest {
  private final WebhookInbox inbox = WebhookInbox.start();
  private final RunningServer running =
      new RunningServer(
          (builder, keys) ->
              builder.notifier(
                  new WebhookNotifier(
                      new PlainWebClient(),
                      InstantSource.system(),
                      WebhookFailureType.JOB_FAILED)));

  @AfterEach
  void stop() {
    running.close();
    inbox.close();
  }

  @Test
  void the_end_of_a_job_is_reported_and_signed_with_the_owners_secret() {
    String id = submit(RunningServer.MEDIA);

    ReceivedWebhook webhook = inbox.await(1).get(0);

    JsonNode reported = Json.tree(webhook.body());
    assertThat(reported.get("type").textValue()).isEqualTo("job_completed");
    assertThat(reported.get("job_id").textValue()).isEqualTo(id);
    assertThat(reported.get("s3_url").textValue()).contains("/files/videos/A%20talk.mp4?");
    JsonNode job = settled(id);
    assertThat(job.get("webhook_status").textValue()).isEqualTo("delivered");
    assertThat(job.get("webhook_attempts").intValue()).isEqualTo(1);
    assertThat(job.get("webhook_last_error").isNull()).isTrue();
    assertThat(job.get("webhook_response_time_ms").isIntegralNumber()).isTrue();
    assertThat(job.get("webhook_url").textValue()).isEqualTo(inbox.url());
    String secret = secretBy("GET", "/user/webhook-secret");
    assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
    inbox.assertAllSignedWith(Secret.of(secret));
  }

  @Test
  void a_failure_is_reported_and_a_receiver_that_is_gone_is_not_asked_again() {
    running.fetcher.offer(
        "https://a.example/gone",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_GONE, "The origin answered 410")));
    inbox.thenAnswer(410);

    String id = submit("https://a.example/gone");

    JsonNode reported = Json.tree(inbox.await(1).get(0).body());
    assertThat(reported.get("type").textValue()).isEqualTo("job_failed");
    assertThat(reported.get("error").textValue()).isEqualTo("The origin answered 410");
    JsonNode job = settled(id);
    assertThat(job.get("webhook_status").textValue()).isEqualTo("failed");
    assertThat(job.get("webhook_last_error").textValue())
        .isEqualTo("The receiver answered 410: it is gone");
  }

  @Test
  void a_receiver_that_rejects_progress_gets_the_end_at_once() {
    inbox.thenAnswer(500);
    String id =
        running
            .json(
                "POST",
                "/jobs",
                """
                {"url":"%s","webhook_url":"%s","enable_progress_webhook":true}\
                """
                    .formatted(RunningServer.MEDIA, inbox.url()))
            .get("job_id")
            .textValue();

    running.finished(id);

    JsonNode job =
        Awaitility.await()
            .until(
                () -> running.json("GET", "/jobs/" + id, null),
                read -> read.get("webhook_status").textValue().equals("delivered"));
    assertThat(job.get("webhook_attempts").intValue()).isEqualTo(1);
    assertThat(job.get("webhook_last_error").isNull()).isTrue();
  }

  @Test
  void after_a_rotation_everything_is_signed_with_the_new_secret() {
    String before = secretBy("GET", "/user/webhook-secret");

    String rotated = secretBy("POST", "/user/webhook-secret/rotate");

    assertThat(rotated).matches("whsec_[A-Za-z0-9+/]{43}=").isNotEqualTo(before);
    assertThat(secretBy("GET", "/user/webhook-secret")).isEqualTo(rotated);
    submit(RunningServer.MEDIA);
    inbox.await(1);
    inbox.assertAllSignedWith(Secret.of(rotated));
  }

  private String secretBy(String method, String path) {
    return running.json(method, path, null).get("webhook_signing_secret").textValue();
  }

  @Test
  void a_webhook_is_sent_again_when_somebody_asks_for_it() {
    String id = submit(RunningServer.MEDIA);
    inbox.await(1);
    settled(id);

    JsonNode answer = running.json("POST", "/jobs/" + id + "/webhook/redeliver", null);

    assertThat(answer.get("job_id").textValue()).isEqualTo(id);
    List<ReceivedWebhook> both = inbox.await(2);
    assertThat(both.get(1).text()).contains("job_completed", id);
    assertThat(both.get(1).header("webhook-id")).isEqualTo(both.get(0).header("webhook-id"));
    String unreported = running.submitted();
    running.finished(unreported);
    assertThat(
            running.call("POST", "/jobs/" + unreported + "/webhook/redeliver", null).statusCode())
        .isEqualTo(400);
  }

  @Test
  void progress_is_reported_step_by_step_where_it_was_asked_for() {
    running.json(
        "POST",
        "/jobs",
        "{\"url\":\"%s\",\"webhook_url\":\"%s\",\"enable_progress_webhook\":true}"
            .formatted(RunningServer.MEDIA, inbox.url()));

    JsonNode first = Json.tree(inbox.await(7).get(0).body());

    assertThat(first.get("type").textValue()).isEqualTo("progress");
    assertThat(first.get("stage").textValue()).isEqualTo("downloading");
    assertThat(first.get("progress_percent").intValue()).isZero();
    JsonNode sixth = Json.tree(inbox.await(7).get(5).body());
    assertThat(sixth.get("stage").textValue()).isEqualTo("completed");
    assertThat(sixth.get("progress_percent").intValue()).isEqualTo(100);
  }

  private String submit(String url) {
    return running
        .json(
            "POST", "/jobs", "{\"url\":\"%s\",\"webhook_url\":\"%s\"}".formatted(url, inbox.url()))
        .get("job_id")
        .textValue();
  }

  private JsonNode settled(String id) {
    return Awaitility.await()
        .until(
            () -> running.finished(id),
            job -> !job.get("webhook_status").textValue().equals("pending"));
  }
}
