package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.port.web.Notifier.Outcome;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.site.ReceivedWebhook;
import dev.sluice.testkit.site.WebhookInbox;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link Notifier}, for notifiers that use HTTP. */
public abstract class NotifierContract {
  protected static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  protected static final Secret SECRET =
      Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw/AAECAwQFBg=");
  protected static final Optional<URI> LINK =
      Optional.of(URI.create("https://store.example/videos/talk.mp4?signature=abc"));

  protected final WebhookInbox inbox = WebhookInbox.start();

  /** Returns the notifier under test, which waits about a second for a silent receiver. */
  protected abstract Notifier notifier(InstantSource clock);

  @AfterEach
  void closeInbox() {
    inbox.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  protected void a_receiver_that_answers_2xx_has_taken_it(int status) {
    inbox.thenAnswer(status);

    Outcome outcome = deliver(Kind.JOB_COMPLETED, inbox.url());

    assertThat(outcome.taken()).isTrue();
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.responseTime()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(inbox.received()).hasSize(1);
    assertThat(inbox.received().get(0).method()).isEqualTo("POST");
    assertThat(inbox.received().get(0).header("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 429, 500, 502, 503})
  protected void any_other_answer_is_a_value_with_a_sentence(int status) {
    inbox.thenAnswer(status);

    Outcome outcome = deliver(Kind.JOB_COMPLETED, inbox.url());

    assertThat(outcome.taken()).isFalse();
    assertThat(outcome.gone()).isFalse();
    assertThat(outcome.refused()).isEqualTo(status == 400 || status == 401 || status == 404);
    assertThat(outcome.error()).get().asString().contains("" + status);
    assertThat(outcome.retryAfter()).isEmpty();
    assertThat(inbox.received()).hasSize(1);
  }

  @Test
  protected void a_receiver_that_is_gone_says_so() {
    inbox.thenAnswer(410);

    Outcome outcome = deliver(Kind.JOB_FAILED, inbox.url());

    assertThat(outcome.taken()).isFalse();
    assertThat(outcome.gone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  protected void a_redirect_is_not_followed(int status) {
    inbox.thenAnswer(status, Map.of("Location", inbox.url("/elsewhere")));

    Outcome outcome = deliver(Kind.JOB_COMPLETED, inbox.url());

    assertThat(outcome.taken()).isFalse();
    assertThat(outcome.error()).get().asString().contains("redirect");
    assertThat(inbox.received()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120                           | 120",
        "0                             | 0",
        "1.2                           | 2",
        "999999999999                  | 604800",
        "Mon, 23 Nov 2026 12:01:30 GMT | 90",
        "Mon Nov 23 12:01:30 2026      | 90",
        "Mon, 23 Nov 2026 11:00:00 GMT | 0",
        "soon                          | ",
        "-5                            | ",
      })
  protected void a_wish_to_be_left_alone_for_a_while_is_handed_on(String header, Long seconds) {
    inbox.thenAnswer(503, Map.of("Retry-After", header));

    Outcome outcome = deliver(Kind.JOB_COMPLETED, inbox.url());

    assertThat(outcome.retryAfter())
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  @Test
  protected void a_message_is_signed_so_that_receivers_of_both_kinds_can_verify_it() {
    deliver(Kind.JOB_COMPLETED, inbox.url());
    deliver(Kind.JOB_FAILED, inbox.url());

    inbox.assertAllSignedWith(SECRET);
    ReceivedWebhook first = inbox.received().get(0);
    assertThat(first.isSignedWith(Secret.of("whsec_AAAA"))).isFalse();
    assertThat(first.isStandardSignedWith(Secret.of("whsec_AAAA"))).isFalse();
    assertThat(first.header("webhook-timestamp")).contains("" + NOW.getEpochSecond());
  }

  @Test
  protected void a_repetition_can_be_told_by_its_id() {
    Job job = completed(inbox.url());
    Job another = completed(inbox.url());
    Notification once = notification(Kind.JOB_COMPLETED, job);
    Notification redelivery = notification(Kind.JOB_COMPLETED, job);
    Notifier notifier = notifier(() -> NOW);

    for (Notification notification : List.of(once, once, redelivery)) {
      notifier.deliver(notification, job, LINK, SECRET);
    }
    notifier.deliver(notification(Kind.JOB_COMPLETED, another), another, LINK, SECRET);
    notifier.deliver(notification(Kind.PROGRESS_MUXING, job), job, LINK, SECRET);

    List<String> ids =
        inbox.received().stream().map(it -> it.header("webhook-id").orElseThrow()).toList();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).as("of the same end, sent again").isEqualTo(ids.get(0));
    assertThat(ids.subList(2, 5)).doesNotHaveDuplicates();
  }

  @Test
  protected void the_receiver_gets_the_whole_target_and_the_job() {
    deliver(Kind.JOB_COMPLETED, inbox.url("/a%20b/hook?token=t%2Fz&x"));

    ReceivedWebhook webhook = inbox.received().get(0);
    assertThat(webhook.target()).isEqualTo("/a%20b/hook?token=t%2Fz&x");
    assertThat(webhook.text()).contains("videos/talk.mp4", "signature=abc", "Grüße \\\"x\\\"");
  }

  @Test
  protected void a_receiver_that_is_not_there_is_a_value_whose_sentence_shows_no_secret() {
    String target = inbox.url("/hook?token=tell-nobody").replace("//", "//anna:pass-word@");
    Job job = completed(target);
    inbox.close();

    Outcome outcome =
        notifier(() -> NOW).deliver(notification(Kind.JOB_COMPLETED, job), job, LINK, SECRET);

    assertThat(outcome.taken()).isFalse();
    assertThat(outcome.error()).get().asString().isNotBlank();
    assertThat(outcome.toString())
        .doesNotContain("tell-nobody", "pass-word", SECRET.reveal(), "signature=abc");
  }

  @Test
  protected void a_silent_receiver_is_given_up() {
    inbox.thenNoAnswer();

    Outcome outcome = deliver(Kind.JOB_COMPLETED, inbox.url());

    assertThat(outcome.taken()).isFalse();
    assertThat(outcome.error()).get().asString().contains("no answer");
  }

  @Test
  protected void the_end_of_a_batch_is_told_and_signed_like_that_of_a_job() {
    Batch.Summary batch = batch(inbox.url("/hook?x=1"));

    Outcome outcome = deliver(batch);

    assertThat(outcome.taken()).isTrue();
    assertThat(inbox.received().get(0).target()).isEqualTo("/hook?x=1");
    assertThat(inbox.received().get(0).text()).contains(batch.batch().id().toString());
    inbox.assertAllSignedWith(SECRET);
  }

  @Test
  protected void many_are_told_at_the_same_time() {
    Notifier notifier = notifier(() -> NOW);
    Job job = completed(inbox.url());

    List<Outcome> outcomes =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(
                i -> notifier.deliver(notification(Kind.JOB_COMPLETED, job), job, LINK, SECRET))
            .toList();

    assertThat(outcomes).allMatch(Outcome::taken);
    assertThat(inbox.received()).hasSize(40);
    inbox.assertAllSignedWith(SECRET);
  }

  protected final Outcome deliver(Kind kind, String target) {
    Job job = kind == Kind.JOB_COMPLETED ? completed(target) : failed(target);
    Optional<URI> link = kind == Kind.JOB_COMPLETED ? LINK : Optional.empty();
    return notifier(() -> NOW).deliver(notification(kind, job), job, link, SECRET);
  }

  protected final Outcome deliver(Batch.Summary batch) {
    WebhookTarget target = batch.batch().webhook().orElseThrow();
    Notification over =
        Notification.of(UUID.randomUUID(), batch.batch().id(), Kind.BATCH_COMPLETED, target, NOW);
    return notifier(() -> NOW).deliver(over, batch, SECRET);
  }

  /** Returns a batch of six jobs of which three succeeded. */
  protected static Batch.Summary batch(String target) {
    Batch batch =
        new Batch(
            new BatchId(UUID.randomUUID()),
            TenantId.LOCAL,
            Optional.of(SourceUrl.parse("https://shows.example/talks")),
            Optional.of(new Folder("talks")),
            Optional.of(WebhookTarget.parse(target)),
            NOW,
            Optional.of(NOW));
    return new Batch.Summary(batch, new Batch.Tally(6, 3, 2, 1));
  }

  protected static Notification notification(Kind kind, Job job) {
    WebhookTarget target = job.request().webhook().orElseThrow();
    return Notification.of(UUID.randomUUID(), job.id(), kind, target, NOW);
  }

  /** Returns a completed job of {@code https://media.example/talk.mkv}. */
  protected static Job completed(String target) {
    return running(target)
        .completed(
            new Artifact(
                ObjectPath.of("videos/talk.mp4"),
                new ContentType("video/mp4"),
                4_321,
                "h264:copy opus>aac"),
            new SourceSummary(
                Optional.of("Grüße \"x\""),
                Optional.of("A talk"),
                Optional.of("2026-11-01"),
                Optional.of("h264"),
                Optional.of("opus")),
            Timings.NONE,
            NOW);
  }

  /** Returns the same job, failed because its source is gone. */
  protected static Job failed(String target) {
    return running(target)
        .failed(new Job.Failure(FailureCode.SOURCE_GONE, "The origin answered 410"), NOW);
  }

  private static Job running(String target) {
    JobRequest request =
        JobRequest.of("https://media.example/talk.mkv").withFolder("talks").withWebhook(target);
    return Job.submitted(new JobId(UUID.randomUUID()), TenantId.LOCAL, request, NOW)
        .claimed(new Lease("worker", NOW.plusSeconds(10)), NOW);
  }
}
