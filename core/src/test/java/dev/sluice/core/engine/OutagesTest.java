package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.Tenant;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outages of what all jobs need: they are nobody's fault, and pass. */
class OutagesTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final BucketConfig.S3 FILMS =
      new BucketConfig.S3(
          URI.create("https://s3.example"),
          "us-east-1",
          "films",
          Secret.of("AKID"),
          Secret.of("secret"),
          "",
          "videos");

  private final EngineRig rig = new EngineRig();
  private final Unavailable storage = new Unavailable();
  private final Unavailable database = new Unavailable();

  @AfterEach
  void nothing_is_left_open() {
    storage.end();
    database.end();
    rig.close();
  }

  private SluiceBuilder builder() {
    return rig.builder()
        .store(storage.at(ArtifactStore.class, rig.store))
        .database(
            PatchedDatabase.of(rig.database)
                .queue(database.at(JobQueue.class, rig.database.queue()))
                .jobs(database.at(JobStore.class, rig.database.jobs()))
                .keys(database.at(ApiKeyStore.class, rig.database.keys())));
  }

  private static ArtifactStoreFactory buckets(UnaryOperator<ArtifactStore> patch) {
    InMemoryArtifactStore.Factory buckets = new InMemoryArtifactStore.Factory();
    buckets.make(FILMS);
    return new ArtifactStoreFactory() {
      @Override
      public ArtifactStore of(BucketConfig settings) {
        return patch.apply(buckets.of(settings));
      }

      @Override
      public void tryOut(BucketConfig settings, ObjectPath path) {}
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      names = {"STORE_UNAVAILABLE", "STORE_FULL", "STORE_REFUSED", "STORE_MISSING"})
  void an_outage_of_the_default_storage_fails_no_job_and_stops_claims(FailureCode code)
      throws Exception {
    storage.begin(code);
    Sluice sluice = rig.start(builder().workers(1));
    Job met = sluice.submit(REQUEST);
    EngineRig.until(() -> storage.failedChecks() >= 2);
    Job later = sluice.submit(REQUEST);
    int before = storage.failedChecks();
    EngineRig.until(() -> storage.failedChecks() > before);

    assertThat(sluice.find(met.id()).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    assertThat(sluice.find(later.id()).orElseThrow().attempt()).isZero();
    assertThat(sluice.status().storageOutage()).isPresent();
    assertThat(sluice.status().excused()).isEqualTo(1);
    storage.end();

    Job done = rig.finished(met.id());
    assertThat(sluice.status().storageOutage()).isEmpty();
    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.countedAttempts()).isEqualTo(1);
    assertThat(rig.finished(later.id()).attempt()).isEqualTo(1);
  }

  @Test
  void a_shortage_of_file_handles_costs_no_attempt() throws Exception {
    SluiceException failure =
        new SluiceException(
            FailureCode.CONNECTION_FAILED,
            "The connection failed",
            new SocketException("Too many open files"));
    AtomicInteger left = new AtomicInteger(4);
    Transcoder transcoder =
        Intercepted.before(
            Transcoder.class,
            rig.transcoder,
            "transcode",
            task -> {
              if (left.getAndDecrement() > 0) {
                throw failure.copy();
              }
            });
    Sluice sluice =
        rig.start(
            builder()
                .transcoder(transcoder)
                .retries(
                    (job, failed) ->
                        failed.isOutage() ? Optional.of(Duration.ofMillis(1)) : Optional.empty()));

    Job done = rig.finished(REQUEST);

    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.attempt()).isEqualTo(5);
    assertThat(done.countedAttempts()).isEqualTo(1);
    assertThat(sluice.status().excused()).isEqualTo(4);
  }

  @Test
  void an_outage_is_logged_when_it_begins_and_when_it_ends() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      storage.begin(FailureCode.STORE_UNAVAILABLE);
      Sluice sluice = rig.start(builder());
      Job job = sluice.submit(REQUEST);
      EngineRig.until(() -> storage.failedChecks() >= 2);
      storage.end();
      rig.finished(job.id());

      log.assertWarned("The default storage is unavailable");
    }
  }

  @Test
  void a_storage_that_passes_its_check_and_fails_writes_costs_no_attempt_either() throws Exception {
    storage.passChecks();
    storage.begin(FailureCode.STORE_UNAVAILABLE);
    Sluice sluice =
        rig.start(
            builder()
                .retries(
                    (job, failure) ->
                        failure.isOutage() ? Optional.of(Duration.ofMillis(1)) : Optional.empty()));
    Job job = sluice.submit(REQUEST);
    EngineRig.until(() -> sluice.find(job.id()).orElseThrow().excused().storage() >= 2);

    storage.end();

    assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_job_that_fills_the_storage_by_itself_fails() throws Exception {
    storage.passChecks();
    storage.begin(FailureCode.STORE_FULL);
    rig.start(builder());

    assertThat(rig.finished(REQUEST).failure().orElseThrow().code())
        .isEqualTo(FailureCode.STORE_FULL);
  }

  @Test
  void a_policy_without_retries_has_none_in_an_outage() throws Exception {
    storage.begin(FailureCode.STORE_UNAVAILABLE);
    rig.start(builder().retries(RetryPolicy.never()));

    assertThat(rig.finished(REQUEST).failure().orElseThrow().code())
        .isEqualTo(FailureCode.STORE_UNAVAILABLE);
  }

  @Test
  void an_outage_of_a_tenants_bucket_is_that_tenants_matter() throws Exception {
    Unavailable bucket = new Unavailable();
    Sluice sluice =
        rig.start(builder().stores(buckets(store -> bucket.at(ArtifactStore.class, store))));
    Tenant tenant = sluice.tenant(new TenantId("one"));
    tenant.buckets().set(FILMS);
    bucket.begin(FailureCode.STORE_UNAVAILABLE);

    Job theirs = tenant.submit(REQUEST);
    Job ours = sluice.submit(REQUEST);

    assertThat(rig.finished(ours.id()).attempt()).isEqualTo(1);
    Job failed = tenant.await(theirs.id(), EngineRig.PATIENCE).orElseThrow();
    assertThat(failed.failure().orElseThrow().code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
    assertThat(failed.attempt()).isEqualTo(3);
  }

  @Test
  void a_cancelled_job_whose_bucket_keeps_its_object_is_no_outage_of_the_database()
      throws Exception {
    Unavailable bucket = new Unavailable();
    Runnable cancelling =
        () -> {
          Tenant owner = rig.running().tenant(new TenantId("one"));
          owner.cancel(owner.list(1, 0).items().get(0).id());
          bucket.begin(FailureCode.STORE_UNAVAILABLE);
        };
    ArtifactStoreFactory stores =
        buckets(
            store -> bucket.at(ArtifactStore.class, new CommitListeningStore(store, cancelling)));
    try (CapturedLog log = CapturedLog.start()) {
      Sluice sluice = rig.start(builder().stores(stores));
      Tenant tenant = sluice.tenant(new TenantId("one"));
      tenant.buckets().set(FILMS);
      Job theirs = tenant.submit(REQUEST);
      assertThat(tenant.await(theirs.id(), EngineRig.PATIENCE)).isPresent();

      EngineRig.until(() -> rig.database.names().reserved(theirs.id()).isEmpty());
      assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
      log.assertWarned("could not be deleted");
    }
  }

  @Test
  void the_end_of_a_failed_job_whose_commit_was_not_answered_is_published() throws Exception {
    AtomicBoolean isLost = new AtomicBoolean();
    JobStore jobs =
        Intercepted.after(
            JobStore.class,
            rig.database.jobs(),
            "move",
            () -> {
              if (isLost.compareAndSet(false, true)) {
                throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "It is away");
              }
            });
    SluiceException failure = new SluiceException(FailureCode.NOT_MEDIA, "A web page");
    Sluice sluice =
        rig.start(
            rig.builder()
                .database(PatchedDatabase.of(rig.database).jobs(jobs))
                .transcoder(new BrokenTranscoder(failure)));
    List<JobEvent.Kind> kinds = new CopyOnWriteArrayList<>();
    sluice.onEvent(event -> kinds.add(event.kind()));

    Job over = rig.finished(REQUEST);

    assertThat(over.failure().orElseThrow().code()).isEqualTo(FailureCode.NOT_MEDIA);
    EngineRig.until(() -> kinds.contains(JobEvent.Kind.FINISHED));
    EngineRig.until(() -> rig.database.names().reserved(over.id()).isEmpty());
  }

  @Test
  void an_attempt_that_ends_while_the_database_is_unavailable_waits_for_it() throws Exception {
    Sluice sluice = rig.start(builder());
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    database.begin(FailureCode.STORE_UNAVAILABLE);
    rig.transcoder.gate().open();
    EngineRig.until(() -> !rig.names().isEmpty());
    EngineRig.until(() -> database.failedChecks() >= 1);
    assertThat(sluice.status().databaseOutage()).isPresent();
    assertThat(sluice.status().storageOutage()).isEmpty();
    database.end();

    Job done = rig.finished(job.id());
    EngineRig.until(() -> sluice.status().databaseOutage().isEmpty());
    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.attempt()).isEqualTo(1);
  }

  @Test
  void an_outage_of_the_database_longer_than_the_leases_loses_no_attempt() throws Exception {
    Sluice sluice = rig.start(builder().workers(2).lease(Duration.ofSeconds(3)));
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    database.begin(FailureCode.STORE_UNAVAILABLE);
    Job held = rig.database.jobs().find(job.id()).orElseThrow();
    EngineRig.until(() -> Instant.now().isAfter(held.lease().orElseThrow().until()));
    EngineRig.until(() -> database.failedChecks() >= 1);
    database.end();
    rig.transcoder.gate().open();

    Job done = rig.finished(job.id());
    assertThat(done.attempt()).isEqualTo(1);
    assertThat(done.lostLeases()).isZero();
  }

  @Test
  void an_attempt_that_begins_while_the_database_is_unavailable_waits_for_it() throws Exception {
    Sluice sluice = rig.start(builder());
    rig.fetcher.openGate().close();
    Job job = sluice.submit(REQUEST);
    rig.fetcher.openGate().awaitArrival();
    database.begin(FailureCode.STORE_UNAVAILABLE);
    rig.fetcher.openGate().open();
    EngineRig.until(() -> database.failedChecks() >= 1);
    database.end();

    assertThat(rig.finished(job.id()).attempt()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      names = {"CANCELLED", "INTERRUPTED"})
  void an_adapter_that_ends_an_attempt_although_nobody_cancelled_it_has_failed(FailureCode code)
      throws Exception {
    SluiceException own = new SluiceException(code, "The adapter stopped by itself");
    rig.start(rig.builder().transcoder(new BrokenTranscoder(own)));

    Job over = rig.finished(REQUEST);

    assertThat(over.failure().orElseThrow().code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(over.attempt()).isEqualTo(3);
    assertThat(over.lostLeases()).isZero();
  }
}
