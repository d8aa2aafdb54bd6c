package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.engine.destination.LeftObjects;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The objects of a dead attempt are deleted when its job ends without a file. */
class LeftObjectsTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final String FILE = "videos/opening.mp4";
  private static final String PICTURE = "videos/opening.jpg";

  private final EngineRig rig = new EngineRig();
  private final AtomicBoolean isUnavailable = new AtomicBoolean();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  /** Returns a job whose worker, which is dead, had stored these objects. */
  private Job diedAfterStoring(JobRequest request, String... objects) {
    Job job = Job.submitted(new JobId(new UUID(7, 7)), TenantId.LOCAL, request, LONG_AGO);
    rig.database.jobs().insert(List.of(job));
    Job claimed = claim(LONG_AGO);
    reserve(job);
    for (String object : objects) {
      rig.put(object);
    }
    return claimed;
  }

  private Job claim(Instant now) {
    return rig.database.queue().claim("dead", 1, now, LEASE).get(0);
  }

  private void reserve(Job job) {
    Names names = new Names(ObjectPath.of(FILE), Set.of(ObjectPath.of(PICTURE)));
    assertThat(rig.database.names().reserve("", names, job.id())).isTrue();
  }

  private void offerNothing() {
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.refusing(new SluiceException(FailureCode.SOURCE_GONE, "It is gone")));
  }

  private void assertNothingIsLeft(Job job) {
    EngineRig.until(
        () -> rig.names().isEmpty() && rig.database.names().reserved(job.id()).isEmpty());
  }

  @Test
  void of_a_job_whose_process_died_too_often() throws Exception {
    Job job = diedAfterStoring(REQUEST, PICTURE, FILE);
    for (int death = 1; death < 4; death++) {
      Instant start = LONG_AGO.plusSeconds(20L * death);
      Job claimed = claim(start);
      assertThat(rig.database.jobs().move(claimed.startedAlone(start), List.of())).isTrue();
    }
    rig.start();

    Job over = rig.finished(job.id());

    assertThat(over.failure().orElseThrow().code()).isEqualTo(FailureCode.WORKER_DIED);
    assertNothingIsLeft(job);
  }

  @Test
  void of_a_job_whose_source_is_gone_at_the_next_attempt() throws Exception {
    Job job = diedAfterStoring(REQUEST, PICTURE);
    offerNothing();
    rig.start();

    assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.FAILED);
    assertNothingIsLeft(job);
  }

  @Test
  void of_a_job_that_is_cancelled_while_it_waits() {
    Job claimed = diedAfterStoring(REQUEST, PICTURE, FILE);
    Job again = claim(LONG_AGO.plusSeconds(20));
    Job waiting =
        again.postponed(
            new Job.Failure(FailureCode.SOURCE_BROKEN, "It broke"), Instant.now().plusSeconds(900));
    assertThat(rig.database.jobs().move(waiting, List.of())).isTrue();
    Sluice sluice = rig.start(rig.builder().workers(0));

    assertThat(sluice.cancel(claimed.id())).isTrue();

    assertNothingIsLeft(claimed);
  }

  @Test
  void of_a_job_that_is_cancelled_in_its_next_attempt() {
    Job job = diedAfterStoring(REQUEST, PICTURE, FILE);
    rig.fetcher.readGate().close();
    Sluice sluice = rig.start();
    EngineRig.until(() -> rig.fetcher.openCount() == 1);

    assertThat(sluice.cancel(job.id())).isTrue();
    rig.fetcher.readGate().open();

    assertNothingIsLeft(job);
  }

  @Test
  void of_a_job_whose_commit_got_no_response() throws Exception {
    ArtifactStore store =
        new CommitListeningStore(
            rig.store,
            () -> {
              throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "No response");
            });
    rig.start(rig.builder().store(store).retries(RetryPolicy.never()));

    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.FAILED);

    EngineRig.until(() -> rig.names().isEmpty());
  }

  /** Returns a running job whose name an object of somebody else has got meanwhile. */
  private Job runningBesideAForeignObject(Sluice sluice) {
    Job job = sluice.submit(REQUEST);
    EngineRig.until(() -> rig.database.names().reserved(job.id()).isPresent());
    rig.put(rig.database.names().reserved(job.id()).orElseThrow().file().value());
    return job;
  }

  private void assertOnlyTheForeignObjectStays(Job job) throws Exception {
    assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.FAILED);
    EngineRig.until(() -> rig.database.names().reserved(job.id()).isEmpty());
    assertThat(rig.names()).hasSize(1);
  }

  @Test
  void but_not_what_somebody_has_put_there_when_the_source_breaks() throws Exception {
    rig.transcoder.gate().close();
    Sluice sluice = rig.start(rig.builder().retries(RetryPolicy.never()));
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.ofSize(300_000)
            .failingAt(150_000, new SluiceException(FailureCode.SOURCE_BROKEN, "It broke")));
    Job job = runningBesideAForeignObject(sluice);
    rig.transcoder.gate().open();

    assertOnlyTheForeignObjectStays(job);
  }

  @Test
  void but_not_what_somebody_has_put_there_when_the_job_is_cancelled() throws Exception {
    rig.transcoder.gate().close();
    Sluice sluice = rig.start();
    Job job = runningBesideAForeignObject(sluice);

    assertThat(sluice.cancel(job.id())).isTrue();
    rig.transcoder.gate().open();

    assertOnlyTheForeignObjectStays(job);
  }

  @Test
  void but_not_what_somebody_has_put_there_when_the_name_is_taken_at_the_commit() throws Exception {
    rig.transcoder.gate().close();
    Sluice sluice = rig.start(rig.builder().retries(RetryPolicy.never()));
    Job job = runningBesideAForeignObject(sluice);
    rig.transcoder.gate().open();

    assertOnlyTheForeignObjectStays(job);
  }

  @Test
  void and_what_cannot_be_deleted_holds_up_no_other_job() {
    Job first = endedWithObject(1);
    Job second = endedWithObject(2);
    ArtifactStore store =
        Intercepted.before(
            ArtifactStore.class,
            rig.store,
            "delete",
            path -> {
              if (path.equals(ObjectPath.of("videos/1.mp4"))) {
                throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "No response");
              }
            });

    left(store).round(Instant.now(), () -> false);

    assertThat(rig.names()).containsExactly("videos/1.mp4");
    assertThat(rig.database.names().reserved(first.id())).isPresent();
    assertThat(rig.database.names().reserved(second.id())).isEmpty();
  }

  private Job endedWithObject(int number) {
    Job job =
        Job.submitted(new JobId(new UUID(7, number)), TenantId.LOCAL, REQUEST, LONG_AGO)
            .claimed(new Job.Lease("dead", LONG_AGO), LONG_AGO);
    rig.database
        .jobs()
        .insert(List.of(job.failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), LONG_AGO)));
    ObjectPath path = ObjectPath.of("videos/" + number + ".mp4");
    assertThat(rig.database.names().reserve("", new Names(path, Set.of()), job.id())).isTrue();
    rig.put(path.value());
    return job;
  }

  @Test
  void but_not_what_another_job_has_stored_there() throws Exception {
    Job job = diedAfterStoring(REQUEST, PICTURE, FILE);
    Instant now = Instant.now();
    Job other =
        Job.submitted(new JobId(new UUID(8, 8)), TenantId.LOCAL, REQUEST, now)
            .claimed(new Job.Lease("elsewhere", now), now);
    Artifact artifact =
        new Artifact(ObjectPath.of(FILE), new ContentType("video/mp4"), 1, "h264:copy");
    rig.database
        .jobs()
        .insert(List.of(other.completed(artifact, other.source(), other.timings(), now)));
    offerNothing();
    rig.start();

    assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.FAILED);

    EngineRig.until(() -> rig.database.names().reserved(job.id()).isEmpty());
    assertThat(rig.names()).containsExactly(FILE);
  }

  @Test
  void but_not_what_a_job_that_overwrites_may_have_found_there() {
    Job job = diedAfterStoring(REQUEST.withOverwrite(true), FILE);
    Job failed =
        job.failed(new Job.Failure(FailureCode.WORKER_DIED, "It died"), LONG_AGO.plusSeconds(9));
    assertThat(rig.database.jobs().move(failed, List.of())).isTrue();

    left(rig.store).round(Instant.now(), () -> false);

    assertThat(rig.names()).containsExactly(FILE);
    assertThat(rig.database.names().reserved(job.id())).isEmpty();
  }

  @Test
  void later_if_the_process_died_at_the_end_of_its_job() {
    Job job = diedAfterStoring(REQUEST, PICTURE, FILE);
    Job cancelled =
        job.failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), LONG_AGO.plusSeconds(9));
    assertThat(rig.database.jobs().move(cancelled, List.of())).isTrue();

    left(rig.store).round(LONG_AGO.plusSeconds(60), () -> false);
    assertThat(rig.names()).as("its worker may still delete them").hasSize(2);

    rig.start(rig.builder().workers(0));
    assertNothingIsLeft(job);
  }

  @Test
  void later_if_the_storage_is_unavailable() throws Exception {
    Job job = diedAfterStoring(REQUEST, PICTURE, FILE);
    ArtifactStore store =
        Intercepted.before(
            ArtifactStore.class,
            rig.store,
            "delete",
            path -> {
              if (isUnavailable.get()) {
                throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "No response");
              }
            });
    isUnavailable.set(true);
    offerNothing();
    SluiceBuilder builder = rig.builder().store(store);
    rig.start(builder);
    assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.FAILED);
    rig.running().close();
    LeftObjects left = left(store);
    Instant now = Instant.now();
    left.round(now.plusSeconds(3_600), () -> false);
    assertThat(rig.names()).hasSize(2);
    isUnavailable.set(false);

    left.round(now.plusSeconds(3_660), () -> false);
    assertThat(rig.names()).as("it is tried once an hour").hasSize(2);

    left.round(now.plusSeconds(7_200), () -> false);
    assertNothingIsLeft(job);
  }

  @Test
  void and_a_name_whose_file_was_deleted_becomes_free() {
    Job job = diedAfterStoring(REQUEST);
    Artifact artifact =
        new Artifact(ObjectPath.of(FILE), new ContentType("video/mp4"), 1, "h264:copy");
    Job completed = job.completed(artifact, job.source(), job.timings(), LONG_AGO.plusSeconds(9));
    assertThat(rig.database.jobs().move(completed, List.of())).isTrue();
    LeftObjects left = left(rig.store);
    left.round(Instant.now(), () -> false);
    assertThat(rig.database.names().reserved(job.id())).as("it may be deleted now").isPresent();
    assertThat(rig.database.jobs().move(completed.withoutFile(), List.of())).isTrue();

    left.round(Instant.now(), () -> false);

    assertThat(rig.database.names().reserved(job.id())).isEmpty();
  }

  private LeftObjects left(ArtifactStore store) {
    return new LeftObjects(
        rig.database.names(),
        rig.database.jobs(),
        new StorageResolver(
            store,
            "videos",
            Optional.empty(),
            rig.database.tenantBuckets(),
            Optional.empty(),
            Instant::now),
        Runnable::run);
  }
}
