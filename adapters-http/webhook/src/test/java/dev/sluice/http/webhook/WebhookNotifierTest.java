package dev.sluice.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.testkit.contract.NotifierContract;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookNotifierTest extends NotifierContract {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Override
  protected Notifier notifier(InstantSource clock) {
    return new WebhookNotifier(
        new PlainWebClient(), clock, WebhookFailureType.JOB_COMPLETED, PATIENCE);
  }

  @Test
  void a_completed_job_is_told_in_the_words_of_old_and_new_clients() {
    Job job = completed(inbox.url());

    notifier(() -> NOW).deliver(notification(Kind.JOB_COMPLETED, job), job, LINK, SECRET);

    assertThat(inbox.received().get(0).text())
        .isEqualTo(
            """
            {"type":"job_completed","job_id":"%s","batch_id":null,"status":"Completed",\
            "url":"https://media.example/talk.mkv","key":"videos/talk.mp4",\
            "s3_key":"videos/talk.mp4",\
            "s3_url":"https://store.example/videos/talk.mp4?signature=abc",\
            "file_size_bytes":4321,"folder":"talks","title":"Grüße \\"x\\"",\
            "description":"A talk","release_date":"2026-11-01","subtitle_key":null,"thumbnail_key":null,\
            "streams":[],"missing":[]}\
            """
                .formatted(job.id()));
  }

  @Test
  void a_failed_job_has_the_type_that_the_operator_chose() {
    Job job = failed(inbox.url());
    Notifier modern =
        new WebhookNotifier(
            new PlainWebClient(), () -> NOW, WebhookFailureType.JOB_FAILED, PATIENCE);

    notifier(() -> NOW).deliver(notification(Kind.JOB_FAILED, job), job, Optional.empty(), SECRET);
    modern.deliver(notification(Kind.JOB_FAILED, job), job, Optional.empty(), SECRET);

    String body =
        """
        {"type":"%s","job_id":"%s","batch_id":null,"status":"Failed","url":"https://media.example/talk.mkv",\
        "error":"The origin answered 410","error_type":"error","streams":[],"missing":[]}\
        """;
    assertThat(inbox.received().get(0).text())
        .isEqualTo(String.format(Locale.ROOT, body, "job_completed", job.id()));
    assertThat(inbox.received().get(1).text())
        .isEqualTo(String.format(Locale.ROOT, body, "job_failed", job.id()));
  }

  @Test
  void a_warning_and_a_skipped_job_are_reported_with_their_reasons() {
    Job failed = failed(inbox.url());
    Job warning = failed.toBuilder().status(JobStatus.WARNING).build();
    Job skipped = failed.toBuilder().status(JobStatus.SKIPPED).build();

    notifier(() -> NOW)
        .deliver(notification(Kind.JOB_WARNING, warning), warning, Optional.empty(), SECRET);
    notifier(() -> NOW)
        .deliver(notification(Kind.JOB_SKIPPED, skipped), skipped, Optional.empty(), SECRET);

    assertThat(inbox.received().get(0).text())
        .isEqualTo(
            """
            {"type":"job_warning","job_id":"%s","batch_id":null,"status":"Warning",\
            "url":"https://media.example/talk.mkv","error":"The origin answered 410",\
            "error_type":"warning","streams":[],"missing":[]}\
            """
                .formatted(warning.id()));
    assertThat(inbox.received().get(1).text())
        .isEqualTo(
            """
            {"type":"job_skipped","job_id":"%s","batch_id":null,"status":"Skipped",\
            "url":"https://media.example/talk.mkv","reason":"The origin answered 410",\
            "streams":[],"missing":[]}\
            """
                .formatted(skipped.id()));
  }

  @Test
  void a_batch_that_is_over_is_reported_with_its_numbers() {
    Batch.Summary batch = batch(inbox.url());

    deliver(batch);

    assertThat(inbox.received().get(0).text())
        .isEqualTo(
            """
            {"type":"batch_completed","batch_id":"%s","status":"finished",\
            "show_url":"https://shows.example/talks","folder":"talks",\
            "completed":3,"failed":2,"skipped":1,"total":6}\
            """
                .formatted(batch.batch().id()));
  }

  @Test
  void webhooks_of_a_job_name_its_batch() {
    BatchId batch = new BatchId(UUID.randomUUID());
    Job job = completed(inbox.url()).toBuilder().batch(Optional.of(batch)).build();

    for (Kind kind : List.of(Kind.JOB_COMPLETED, Kind.PROGRESS_MUXING)) {
      notifier(() -> NOW).deliver(notification(kind, job), job, LINK, SECRET);
    }

    assertThat(inbox.received())
        .hasSize(2)
        .allSatisfy(
            webhook -> assertThat(webhook.text()).contains("\"batch_id\":\"" + batch + "\""));
  }

  @Test
  void the_receiver_can_tell_who_calls() {
    deliver(Kind.JOB_COMPLETED, inbox.url());

    assertThat(inbox.received().get(0).header("User-Agent")).contains("Sluice-Webhook");
  }

  @Test
  void the_failure_type_is_found_by_its_name() {
    assertThat(WebhookFailureType.named(" Job_Failed ")).contains(WebhookFailureType.JOB_FAILED);
    assertThat(WebhookFailureType.named("failed")).isEmpty();
  }

  @Test
  void a_try_ends_as_a_whole_though_each_part_of_it_is_in_time() {
    // A client whose own timeout never comes, as when a receiver drips one byte now and then.
    EndlessWebClient endless = new EndlessWebClient();
    Job job = completed(inbox.url());
    Notifier notifier =
        new WebhookNotifier(
            endless, () -> NOW, WebhookFailureType.JOB_COMPLETED, Duration.ofMillis(50));

    Notifier.Outcome outcome =
        notifier.deliver(notification(Kind.JOB_COMPLETED, job), job, LINK, SECRET);

    assertThat(outcome.taken()).isFalse();
    assertThat(outcome.error()).get().asString().contains("no answer");
  }
}
