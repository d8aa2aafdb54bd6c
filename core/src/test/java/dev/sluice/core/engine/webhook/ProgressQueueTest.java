package dev.sluice.core.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProgressQueueTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private Instant now = NOON;
  private final Job job =
      Job.submitted(
          new JobId(new UUID(0, 1)),
          TenantId.LOCAL,
          JobRequest.of("https://media.example/a.mp4")
              .withWebhook("https://hook.example/in")
              .withProgressWebhook(true),
          NOON);
  private final ProgressQueue queue =
      new ProgressQueue(() -> now, UUID::randomUUID, Optional.of(() -> {}));
  private final ProgressQueue.OfAttempt attempt = queue.of(job);

  private List<Kind> next() {
    return queue.next(now).stream().map(next -> next.notification().kind()).toList();
  }

  private ProgressQueue.Next begun() {
    ProgressQueue.Next next = queue.next(now).get(0);
    next.begin();
    return next;
  }

  private boolean endWaits() {
    return queue.precedes(job.id(), now);
  }

  @Test
  void stages_of_an_attempt_are_sent_one_after_the_other() {
    attempt.reached(Kind.PROGRESS_DOWNLOAD_COMPLETE);
    attempt.reached(Kind.PROGRESS_MUXING);
    ProgressQueue.Next first = begun();
    assertThat(first.notification().kind()).isEqualTo(Kind.PROGRESS_DOWNLOAD_COMPLETE);
    assertThat(next()).isEmpty();

    first.end(true);

    assertThat(next()).containsExactly(Kind.PROGRESS_MUXING);
  }

  @Test
  void a_newer_stage_replaces_those_that_are_late() {
    attempt.reached(Kind.PROGRESS_DOWNLOADING);
    attempt.reached(Kind.PROGRESS_DOWNLOAD_COMPLETE);
    now = now.plusSeconds(2);
    attempt.reached(Kind.PROGRESS_MUXING);

    assertThat(next()).containsExactly(Kind.PROGRESS_MUXING);
  }

  @Test
  void the_end_waits_for_stages_that_are_about_to_be_sent() {
    attempt.reached(Kind.PROGRESS_UPLOADING);
    attempt.ending();
    begun().end(true);
    assertThat(endWaits()).as("the last stage is still to come").isTrue();
    attempt.completed();
    attempt.close();
    assertThat(endWaits()).isTrue();

    begun().end(true);

    assertThat(endWaits()).isFalse();
  }

  @Test
  void the_end_does_not_wait_for_a_receiver_that_does_not_answer() {
    attempt.reached(Kind.PROGRESS_DOWNLOADING);
    begun();
    now = now.plusSeconds(5);
    attempt.ending();
    attempt.completed();
    attempt.close();

    assertThat(endWaits()).isFalse();
    assertThat(next()).as("nothing follows the end").isEmpty();
  }

  @Test
  void the_end_does_not_wait_for_a_receiver_that_rejected_the_last_stage() {
    attempt.reached(Kind.PROGRESS_DOWNLOADING);
    begun().end(false);
    attempt.reached(Kind.PROGRESS_MUXING);
    attempt.ending();

    assertThat(endWaits()).isFalse();
  }

  @Test
  void the_end_waits_a_second_at_most() {
    attempt.reached(Kind.PROGRESS_DOWNLOADING);
    attempt.ending();
    now = now.plusSeconds(1);
    assertThat(endWaits()).isTrue();

    now = now.plusMillis(1);

    assertThat(endWaits()).isFalse();
    assertThat(next()).isEmpty();
  }

  @Test
  void a_clock_that_was_set_back_delays_no_end() {
    attempt.reached(Kind.PROGRESS_DOWNLOADING);
    attempt.ending();
    now = now.minusSeconds(3_600);

    assertThat(endWaits()).isFalse();
  }

  @Test
  void the_end_of_a_cancelled_job_does_not_wait_for_its_worker() {
    attempt.reached(Kind.PROGRESS_DOWNLOADING);
    begun().end(true);

    assertThat(endWaits()).isFalse();
  }

  @Test
  void without_a_sender_nothing_is_kept() {
    ProgressQueue silent = new ProgressQueue(() -> now, UUID::randomUUID, Optional.empty());
    ProgressQueue.OfAttempt unsent = silent.of(job);
    unsent.reached(Kind.PROGRESS_DOWNLOADING);
    unsent.ending();

    assertThat(silent.next(now)).isEmpty();
    assertThat(silent.precedes(job.id(), now)).isFalse();
  }
}
