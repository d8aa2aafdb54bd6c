package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cancelling, stopping, dying, and what is left of it. */
class CancelAndCrashTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final String OPENING = "videos/opening.mp4";
  private static final JobId OTHER = new JobId(new UUID(8, 8));
  private final EngineRig rig = new EngineRig();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  @Test
  void a_waiting_job_can_be_cancelled() throws Exception {
    Sluice sluice = rig.start(rig.builder().workers(0));
    Job job = sluice.submit(REQUEST);

    assertThat(sluice.cancel(job.id())).isTrue();

    Job over = rig.finished(job.id());
    assertThat(over.status()).isEqualTo(JobStatus.FAILED);
    assertThat(over.progress().step()).isEqualTo(Step.CANCELLED);
    assertThat(over.failure())
        .contains(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"));
    assertThat(sluice.cancel(job.id())).isFalse();
  }

  @Test
  void what_is_protected_is_skipped_and_tried_once() throws Exception {
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.refusing(
            new SluiceException(FailureCode.MEDIA_PROTECTED, "The stream has DRM")));
    Sluice sluice = rig.start();

    Job over = rig.finished(sluice.submit(REQUEST).id());

    assertThat(over.status()).isEqualTo(JobStatus.SKIPPED);
    assertThat(over.attempt()).isEqualTo(1);
    assertThat(over.failure().orElseThrow().sentence()).isEqualTo("The stream has DRM");
    assertThat(over.mayBeRetried()).isFalse();
  }

  @Test
  void a_running_job_that_is_cancelled_leaves_nothing_behind() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    assertThat(sluice.cancel(job.id())).isTrue();
    waitUntilIdle();

    assertThat(sluice.find(job.id()).orElseThrow().progress().step()).isEqualTo(Step.CANCELLED);
    assertThat(rig.names()).isEmpty();
    EngineRig.until(() -> rig.database.names().reserved(job.id()).isEmpty());
  }

  @Test
  void a_job_cancelled_through_another_process_ends_here_too() throws Exception {
    Sluice here = rig.start();
    rig.transcoder.gate().close();
    Job job = here.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    try (Sluice elsewhere = rig.builder().workers(0).start()) {
      assertThat(elsewhere.cancel(job.id())).isTrue();
    }
    waitUntilIdle();

    assertThat(rig.names()).isEmpty();
    EngineRig.until(() -> rig.database.names().reserved(job.id()).isEmpty());
  }

  @Test
  void a_job_cancelled_between_its_commit_and_its_end_leaves_no_object() throws Exception {
    ArtifactStore store =
        new CommitListeningStore(
            rig.store, () -> rig.running().cancel(onlyJob(rig.running()).id()));
    rig.start(rig.builder().store(store));

    Job job = rig.finished(REQUEST);

    assertThat(job.progress().step()).isEqualTo(Step.CANCELLED);
    EngineRig.until(
        () -> rig.names().isEmpty() && rig.database.names().reserved(job.id()).isEmpty());
  }

  @Test
  void a_job_whose_name_was_taken_over_stores_nothing_under_it() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST.withThumbnail(true));
    rig.transcoder.gate().awaitArrival();
    // The other one has not stored its file yet, so the storage rejects no commit.
    assertThat(rig.database.names().takeOver("", ObjectPath.of(OPENING), job.id(), OTHER)).isTrue();

    rig.transcoder.gate().open();

    Artifact artifact = rig.finished(job.id()).artifact().orElseThrow();
    assertThat(artifact.path()).isEqualTo(ObjectPath.of("videos/opening (2).mp4"));
    assertThat(rig.names())
        .containsExactlyInAnyOrder("videos/opening (2).jpg", "videos/opening (2).mp4");
  }

  @Test
  void what_another_job_has_stored_over_the_object_of_a_cancelled_one_stays() throws Exception {
    resumeAfter(
        job -> {
          assertThat(rig.running().cancel(job.id())).isTrue();
          overwritten();
        });

    assertThat(rig.names()).contains(OPENING);
  }

  @Test
  void what_another_job_has_stored_over_the_object_of_a_lost_attempt_stays() throws Exception {
    resumeAfter(
        job -> {
          completedElsewhere("videos/renamed.mp4");
          overwritten();
        });

    assertThat(rig.names()).contains(OPENING);
  }

  @Test
  void what_another_job_is_about_to_store_over_the_object_of_a_lost_attempt_stays()
      throws Exception {
    resumeAfter(
        job -> {
          completedElsewhere("videos/renamed.mp4");
          assertThat(rig.database.names().takeOver("", ObjectPath.of(OPENING), job.id(), OTHER))
              .isTrue();
        });

    assertThat(rig.names()).contains(OPENING);
  }

  @Test
  void the_object_of_a_lost_attempt_goes_if_that_of_the_next_one_has_another_name()
      throws Exception {
    resumeAfter(job -> completedElsewhere("videos/renamed.mp4"));

    assertThat(rig.names()).doesNotContain(OPENING);
  }

  @Test
  void an_attempt_that_slept_until_its_job_was_deleted_leaves_the_object() throws Exception {
    resumeAfter(
        job -> {
          completedElsewhere(OPENING);
          Instant later = Instant.now().plusSeconds(9_999);
          assertThat(rig.database.retention().deleteJobs(later, Position.START, 9).jobs())
              .isEqualTo(1);
        });

    assertThat(rig.names()).contains(OPENING);
  }

  /** Lets others act after a job has stored its object, and returns when its worker has ended. */
  private void resumeAfter(Consumer<Job> others) throws InterruptedException {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    CountDownLatch acted = new CountDownLatch(1);
    Runnable afterCommit =
        () -> {
          if (isFirst.getAndSet(false)) {
            others.accept(onlyJob(rig.running()));
            acted.countDown();
          }
        };
    rig.start(rig.builder().workers(1).store(new CommitListeningStore(rig.store, afterCommit)));
    rig.running().submit(REQUEST.withOverwrite(true));
    assertThat(acted.await(EngineRig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    // The only worker takes another job when it has ended this one.
    rig.finished(REQUEST.withFilename("another"));
  }

  /** Completes the running job in another attempt, as if its lease had run out. */
  private void completedElsewhere(String path) {
    Job again = claimAt(Instant.now().plusSeconds(3_600)).get(0);
    assertThat(rig.database.jobs().move(withObject(again, path), List.of())).isTrue();
  }

  /** Stores what a job has stored over the object. */
  private void overwritten() {
    Instant now = Instant.now();
    Job other = Job.submitted(OTHER, TenantId.LOCAL, REQUEST.withOverwrite(true), now);
    Job running = other.claimed(new Job.Lease("elsewhere", now), now);
    rig.database.jobs().insert(List.of(withObject(running, OPENING)));
  }

  private static Job withObject(Job running, String path) {
    Artifact artifact =
        new Artifact(ObjectPath.of(path), new ContentType("video/mp4"), 5, "h264:copy");
    return running.completed(artifact, running.source(), running.timings(), Instant.now());
  }

  private static Job onlyJob(Sluice sluice) {
    return sluice.list(1, 0).items().get(0);
  }

  @Test
  void an_attempt_that_takes_too_long_ends_with_its_own_code() throws Exception {
    Sluice sluice = rig.start(rig.builder().jobTimeout(Duration.ofMillis(1_500)));
    rig.fetcher.readGate().close();

    Job job = rig.finished(sluice.submit(REQUEST).id());

    assertThat(job.failure())
        .contains(
            new Job.Failure(
                FailureCode.JOB_TIMEOUT, "The job took longer than the job-timeout of 1.5 s"));
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void an_attempt_ends_at_its_limit_also_while_the_database_hangs() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    JobQueue hanging =
        (JobQueue)
            Proxy.newProxyInstance(
                JobQueue.class.getClassLoader(),
                new Class<?>[] {JobQueue.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("heartbeat")) {
                    answers.await();
                  }
                  return method.invoke(rig.database.queue(), arguments);
                });
    Sluice sluice =
        rig.start(
            rig.builder()
                .database(PatchedDatabase.of(rig.database).queue(hanging))
                .jobTimeout(Duration.ofMillis(300)));
    rig.fetcher.readGate().close();
    try {
      Job job = rig.finished(sluice.submit(REQUEST).id());

      assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.JOB_TIMEOUT);
    } finally {
      answers.countDown();
    }
  }

  @Test
  void a_stop_hands_running_jobs_back_and_another_process_takes_them_up() throws Exception {
    Sluice first = rig.start();
    rig.transcoder.gate().close();
    Job job = first.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    first.close();
    rig.transcoder.gate().open();

    assertThat(rig.database.jobs().find(job.id()).orElseThrow().status())
        .isEqualTo(JobStatus.PENDING);
    assertThat(rig.names()).isEmpty();
    rig.start();
    Job done = rig.finished(job.id());
    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.lostLeases()).isZero();
    assertThat(rig.names()).containsExactly("videos/opening.mp4");
  }

  @Test
  void an_interrupted_stop_hands_running_jobs_back_too() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    Thread.currentThread().interrupt();
    sluice.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(rig.database.jobs().find(job.id()).orElseThrow().status())
        .isEqualTo(JobStatus.PENDING);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_job_whose_worker_died_is_taken_up_again() throws Exception {
    Job abandoned = abandoned();
    rig.start();

    Job done = rig.finished(abandoned.id());

    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.lostLeases()).isEqualTo(1);
  }

  @Test
  void a_worker_that_slept_past_its_lease_changes_nothing() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();
    // Another process believes that the lease has run out.
    Job elsewhere = claimAt(Instant.now().plusSeconds(3_600)).get(0);

    rig.transcoder.gate().open();
    waitUntilIdle();

    Job now = rig.database.jobs().find(job.id()).orElseThrow();
    assertThat(now.version()).isEqualTo(elsewhere.version());
    assertThat(now.status()).isEqualTo(JobStatus.PROCESSING);
  }

  private void waitUntilIdle() {
    EngineRig.until(() -> rig.fetcher.openCount() == 0 && rig.store.openSinks() == 0);
  }

  private Job abandoned() {
    Instant longAgo = Instant.parse("2026-01-01T00:00:00Z");
    Job job = Job.submitted(new JobId(new UUID(7, 7)), TenantId.LOCAL, REQUEST, longAgo);
    rig.database.jobs().insert(List.of(job));
    claimAt(longAgo);
    return job;
  }

  private List<Job> claimAt(Instant now) {
    return rig.database.queue().claim("elsewhere", 1, now, Duration.ofSeconds(10));
  }
}
