package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookDeliveryTest {
  private static final JobRequest REQUEST =
      JobRequest.of(EngineRig.URL).withWebhook("https://example.com/hook");
  private final EngineRig rig = new EngineRig();
  private final Receiver receiver = new Receiver();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  @Test
  void the_end_of_a_job_is_reported_with_a_link_and_a_secret() throws Exception {
    Sluice sluice = rig.start(rig.builder().notifier(receiver));

    Job job = rig.finished(REQUEST);
    receiver.awaitCalls(1);

    assertThat(receiver.calls.get(0).kind()).isEqualTo(Notification.Kind.JOB_COMPLETED);
    assertThat(receiver.calls.get(0).about()).isEqualTo(job.id());
    assertThat(receiver.links.get(0)).isPresent();
    assertThat(receiver.secrets.get(0).reveal()).startsWith("whsec_").hasSizeGreaterThan(40);
    waitForState(sluice, job, Notification.State.DELIVERED);
  }

  @Test
  void a_failure_is_reported_without_a_link() throws Exception {
    rig.start(rig.builder().notifier(receiver));
    rig.transcoder.failing(0, new SluiceException(FailureCode.NOT_MEDIA, "A web page"));

    rig.finished(REQUEST);
    receiver.awaitCalls(1);

    assertThat(receiver.calls.get(0).kind()).isEqualTo(Notification.Kind.JOB_FAILED);
    assertThat(receiver.links.get(0)).isEmpty();
  }

  @Test
  void every_job_of_an_owner_is_signed_with_the_same_secret() throws Exception {
    rig.start(rig.builder().notifier(receiver));

    rig.finished(REQUEST);
    rig.finished(REQUEST);
    receiver.awaitCalls(2);

    assertThat(receiver.secrets.get(0)).isEqualTo(receiver.secrets.get(1));
  }

  @Test
  void what_was_not_taken_waits_for_another_try() throws Exception {
    receiver.answer(
        new Notifier.Outcome(
            false, false, Optional.of("It answered 500"), Optional.empty(), Duration.ofMillis(3)));
    Sluice sluice = rig.start(rig.builder().notifier(receiver));

    Job job = rig.finished(REQUEST);
    receiver.awaitCalls(1);

    Notification waiting = waitForAttempt(sluice, job);
    assertThat(waiting.state()).isEqualTo(Notification.State.PENDING);
    assertThat(waiting.lastError()).contains("It answered 500");
    assertThat(Duration.between(waiting.createdAt(), waiting.dueAt()))
        .isGreaterThan(Duration.ofSeconds(3));
  }

  @Test
  void an_attempt_that_fails_unexpectedly_counts() throws Exception {
    Sluice sluice = rig.start(rig.builder().notifier(new Broken()));

    Job job = rig.finished(REQUEST);

    Notification waiting = waitForAttempt(sluice, job);
    assertThat(waiting.state()).isEqualTo(Notification.State.PENDING);
    assertThat(waiting.lastError()).get().asString().contains("log of Sluice");
  }

  @Test
  void a_receiver_that_is_gone_is_not_asked_again() throws Exception {
    receiver.answer(
        new Notifier.Outcome(
            false, true, Optional.of("It is gone (410)"), Optional.empty(), Duration.ofMillis(3)));
    Sluice sluice = rig.start(rig.builder().notifier(receiver));

    Job job = rig.finished(REQUEST);

    assertThat(waitForAttempt(sluice, job).state()).isEqualTo(Notification.State.FAILED);
  }

  @Test
  void a_notification_survives_the_process_that_wrote_it() throws Exception {
    // Without a notifier of its own nobody delivers here.
    try (Sluice writer = rig.builder().notifier(new Deaf()).start()) {
      writer.submit(REQUEST);
      EngineRig.until(() -> writer.list(1, 0).items().get(0).finishedAt().isPresent());
    }

    // The lease of the one who never finished telling has to run out first: here by hand.
    List<Outbox.Due> due =
        rig.database.outbox().due(10, Instant.now().plusSeconds(3_600), Set.of(), Set.of());
    assertThat(due)
        .extracting(next -> next.notification().kind())
        .containsExactly(Notification.Kind.JOB_COMPLETED);
  }

  @Test
  void the_end_of_a_batch_is_reported_once_when_its_last_job_is_over() throws Exception {
    Sluice sluice = rig.start(rig.builder().notifier(receiver));
    String page = "https://media.example/page";
    rig.fetcher.offer(
        page, FakeSource.refusing(new SluiceException(FailureCode.NOT_MEDIA, "A web page")));
    JobRequest broken = JobRequest.of(page).withWebhook("https://example.com/hook");

    List<Job> jobs = sluice.submitAll(List.of(REQUEST, broken, REQUEST)).jobs();
    for (Job job : jobs) {
      rig.finished(job.id());
    }
    receiver.awaitCalls(4);

    assertThat(receiver.calls)
        .extracting(Notification::kind)
        .containsOnlyOnce(Notification.Kind.BATCH_COMPLETED);
    assertThat(receiver.batches)
        .extracting(Batch.Summary::tally)
        .containsExactly(new Batch.Tally(3, 2, 1, 0));
  }

  @Test
  void the_stages_of_a_job_are_told_in_order_before_its_end() throws Exception {
    rig.start(rig.builder().notifier(receiver));

    rig.finished(REQUEST.withProgressWebhook(true));
    List<Notification.Kind> told = receiver.awaitEnd();

    // Progress that was not sent before the end is dropped, so some of it may be missing.
    assertThat(
            List.of(
                Notification.Kind.PROGRESS_DOWNLOADING,
                Notification.Kind.PROGRESS_DOWNLOAD_COMPLETE,
                Notification.Kind.PROGRESS_MUXING,
                Notification.Kind.PROGRESS_MUX_COMPLETE,
                Notification.Kind.PROGRESS_UPLOADING,
                Notification.Kind.PROGRESS_COMPLETED,
                Notification.Kind.JOB_COMPLETED))
        .containsSubsequence(told);
    assertThat(told).endsWith(Notification.Kind.JOB_COMPLETED);
  }

  @Test
  void a_job_whose_receiver_hangs_ends_nevertheless() throws Exception {
    rig.start(rig.builder().notifier(new Deaf()));

    Job job = rig.finished(REQUEST.withProgressWebhook(true));

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void an_interrupted_stop_waits_for_a_delivery_that_runs() throws Exception {
    Slow slow = new Slow();
    Sluice sluice = rig.start(rig.builder().notifier(slow));
    Job job = rig.finished(REQUEST);
    slow.begun.await();
    Thread stopping =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              sluice.close();
            });

    stopping.start();
    EngineRig.until(() -> !stopping.isAlive() || isWaitingForDeliveries(stopping));
    boolean waited = stopping.isAlive();
    slow.mayEnd.countDown();
    stopping.join();

    assertThat(waited).isTrue();
    assertThat(notification(sluice, job).state()).isEqualTo(Notification.State.DELIVERED);
  }

  private static boolean isWaitingForDeliveries(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().endsWith(".NotificationDelivery"));
  }

  @Test
  void the_end_is_reported_again_when_somebody_asks() throws Exception {
    Sluice sluice = rig.start(rig.builder().notifier(receiver));
    Job job = rig.finished(REQUEST);
    receiver.awaitCalls(1);

    assertThat(sluice.tenant(TenantId.LOCAL).webhooks().redeliver(job.id())).isTrue();
    receiver.awaitCalls(2);

    assertThat(receiver.calls.get(1).kind()).isEqualTo(Notification.Kind.JOB_COMPLETED);
    assertThat(receiver.calls.get(1).id()).isNotEqualTo(receiver.calls.get(0).id());
    assertThat(sluice.tenant(new TenantId("you")).webhooks().redeliver(job.id())).isFalse();
    Job unaddressed = rig.finished(JobRequest.of(EngineRig.URL));
    assertThat(sluice.tenant(TenantId.LOCAL).webhooks().redeliver(unaddressed.id())).isFalse();
  }

  private static Notification waitForAttempt(Sluice sluice, Job job) {
    EngineRig.until(() -> notification(sluice, job).attempts() > 0);
    return notification(sluice, job);
  }

  private static void waitForState(Sluice sluice, Job job, Notification.State state) {
    EngineRig.until(() -> notification(sluice, job).state() == state);
  }

  private static Notification notification(Sluice sluice, Job job) {
    return sluice.tenant(job.tenant()).webhooks().about(job.id()).get(0);
  }

  /** Remembers the notifications that it was given. */
  private static final class Receiver implements Notifier {
    final List<Notification> calls = new ArrayList<>();
    final List<Optional<URI>> links = new ArrayList<>();
    final List<Batch.Summary> batches = new ArrayList<>();
    final List<Secret> secrets = new ArrayList<>();
    private final Queue<Outcome> answers = new ArrayDeque<>();

    synchronized void answer(Outcome outcome) {
      answers.add(outcome);
    }

    @Override
    public synchronized Outcome deliver(
        Notification notification, Job job, Optional<URI> link, Secret secret) {
      links.add(link);
      return called(notification, secret);
    }

    @Override
    public synchronized Outcome deliver(
        Notification notification, Batch.Summary batch, Secret secret) {
      batches.add(batch);
      return called(notification, secret);
    }

    private Outcome called(Notification notification, Secret secret) {
      calls.add(notification);
      secrets.add(secret);
      notifyAll();
      Outcome planned = answers.poll();
      return planned == null ? Outcome.taken(Duration.ofMillis(2)) : planned;
    }

    synchronized void awaitCalls(int number) throws InterruptedException {
      while (calls.size() < number) {
        wait(30_000);
      }
    }

    /** Waits for the end of a job, and returns the webhooks received until then. */
    synchronized List<Notification.Kind> awaitEnd() throws InterruptedException {
      while (calls.stream().noneMatch(c -> c.kind() == Notification.Kind.JOB_COMPLETED)) {
        wait(30_000);
      }
      return calls.stream().map(Notification::kind).toList();
    }
  }

  /** Delivers as soon as the test permits it. */
  private static final class Slow implements Notifier {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Outcome.taken(Duration.ZERO);
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      throw new AssertionError("nobody asked for a batch");
    }
  }

  /** Throws what no notifier should throw. */
  private static final class Broken implements Notifier {
    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      throw new StackOverflowError("in a test");
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      throw new StackOverflowError("in a test");
    }
  }

  /** Never comes back while the process lives. */
  private static final class Deaf implements Notifier {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      try {
        if (never.await(30, TimeUnit.SECONDS)) {
          return Outcome.taken(Duration.ZERO);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("the process died");
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      throw new AssertionError("nobody asked for a batch");
    }
  }
}
