package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.retention.Retention;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.testkit.fake.CapturedLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files whose time is over. */
class FileExpiryTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final RetentionPolicy KEEPS_ALL = RetentionPolicy.FOREVER;
  private static final Duration STEP = Duration.ofHours(12);

  private final EngineRig rig = new EngineRig();
  private volatile Duration offset = Duration.ZERO;
  private Optional<SluiceException> refusal = Optional.empty();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  private Instant now() {
    return Instant.now().plus(offset);
  }

  private Sluice start() {
    return rig.start(rig.builder().retention(KEEPS_ALL).clock(this::now));
  }

  /** The store of the rig, which may refuse to delete. */
  private ArtifactStore store() {
    return (ArtifactStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ArtifactStore.class},
            (proxy, method, arguments) -> {
              boolean isDown =
                  refusal.filter(why -> why.code() == FailureCode.STORE_UNAVAILABLE).isPresent();
              if (refusal.isPresent()
                  && (method.getName().equals("delete")
                      || isDown && method.getName().equals("check"))) {
                throw refusal.get();
              }
              try {
                return method.invoke(rig.store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Retention retention(RetentionPolicy policy) {
    StorageResolver storages =
        new StorageResolver(
            store(),
            "videos",
            Optional.empty(),
            rig.database.tenantBuckets(),
            Optional.empty(),
            this::now);
    ArtifactRemoval removal =
        new ArtifactRemoval(rig.database.jobs(), rig.database.names(), storages);
    return new Retention(
        rig.database.retention(),
        policy,
        this::now,
        removal::expire,
        job -> storages.destinationOf(job).store().check(),
        (at, stopping) -> {});
  }

  /** Lets the time pass in steps, with a round after each. */
  private void pass(Retention retention, Duration time) {
    Duration end = offset.plus(time);
    retention.round();
    while (offset.compareTo(end) < 0) {
      offset = offset.plus(STEP);
      retention.round();
    }
  }

  private Job found(Job job) {
    return rig.running().find(job.id()).orElseThrow();
  }

  @Test
  void a_file_is_deleted_after_its_time_and_its_job_tells() throws Exception {
    start();
    Job expiring = rig.finished(REQUEST.withExpiresAfter(Duration.ofDays(1)));
    Job other = rig.finished(REQUEST);
    Retention retention = retention(KEEPS_ALL);

    pass(retention, STEP);
    assertThat(rig.names()).hasSize(2);
    pass(retention, STEP);

    assertThat(rig.names()).containsExactly(other.artifact().orElseThrow().path().value());
    Job after = found(expiring);
    assertThat(after.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(after.artifact()).isEmpty();
    assertThat(after.expiredAt()).isPresent();
    assertThat(after.expiredAt().orElseThrow())
        .isAfterOrEqualTo(expiring.finishedAt().orElseThrow().plus(Duration.ofDays(1)));
    assertThat(found(other)).isEqualTo(other);
    assertThat(rig.database.names().reserved(expiring.id())).isEmpty();
  }

  @Test
  void all_files_are_deleted_after_the_time_of_the_policy() throws Exception {
    start();
    Job job = rig.finished(REQUEST);
    Job longer = rig.finished(REQUEST.withExpiresAfter(Duration.ofDays(99)));
    Retention retention = retention(KEEPS_ALL.withFiles(Duration.ofDays(2)));

    pass(retention, Duration.ofDays(1));
    assertThat(rig.names()).hasSize(2);
    pass(retention, Duration.ofDays(1));

    assertThat(rig.names()).isEmpty();
    assertThat(found(job).expiredAt()).isPresent();
    assertThat(found(longer).expiredAt()).as("whichever comes first").isPresent();
  }

  @Test
  void a_file_that_a_later_job_has_written_over_it_stays() throws Exception {
    start();
    Job first = rig.finished(REQUEST.withExpiresAfter(Duration.ofDays(1)));
    Job second = rig.finished(REQUEST.withOverwrite(true));
    assertThat(second.artifact().orElseThrow().path())
        .isEqualTo(first.artifact().orElseThrow().path());

    pass(retention(KEEPS_ALL), Duration.ofDays(2));

    assertThat(rig.names()).hasSize(1);
    assertThat(found(first).artifact()).isEmpty();
    assertThat(found(second).artifact()).isPresent();
  }

  @Test
  void while_the_storage_is_unavailable_the_job_keeps_its_file_and_is_kept() throws Exception {
    start();
    Job job = rig.finished(REQUEST);
    Retention retention =
        retention(KEEPS_ALL.withJobs(Duration.ofDays(1)).withFiles(Duration.ofDays(1)));
    pass(retention, STEP);
    offset = offset.plus(STEP);
    refusal = Optional.of(new SluiceException(FailureCode.STORE_UNAVAILABLE, "no answer"));

    assertThatThrownBy(retention::round).isSameAs(refusal.get());

    assertThat(found(job).artifact()).isPresent();
    refusal = Optional.empty();
    assertThat(retention.round().jobs()).isEqualTo(1);
    assertThat(rig.names()).isEmpty();
    assertThat(rig.running().find(job.id())).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_deleted_holds_up_no_other_and_is_tried_again_after_an_hour()
      throws Exception {
    start();
    Job refused = rig.finished(REQUEST.withExpiresAfter(Duration.ofDays(1)));
    Retention retention = retention(KEEPS_ALL);
    pass(retention, STEP);
    offset = offset.plus(STEP);
    refusal = Optional.of(new SluiceException(FailureCode.STORE_REFUSED, "no right"));
    try (CapturedLog log = CapturedLog.start()) {
      retention.round();
      log.assertWarned("no right");
    }
    assertThat(retention.counts().failedFiles()).isEqualTo(1);
    assertThat(retention.counts().files()).isZero();

    refusal = Optional.empty();
    retention.round();
    assertThat(found(refused).artifact()).as("within the hour").isPresent();
    offset = offset.plus(Duration.ofMinutes(61));
    retention.round();

    assertThat(found(refused).artifact()).isEmpty();
    assertThat(rig.names()).isEmpty();
    assertThat(retention.counts().files()).isEqualTo(1);
  }

  @Test
  void a_time_that_is_too_short_or_too_long_is_rejected() {
    Sluice sluice = start();

    for (Duration time : List.of(Duration.ofSeconds(59), Duration.ofDays(3_651))) {
      assertThatThrownBy(() -> sluice.submit(REQUEST.withExpiresAfter(time)))
          .hasMessageContaining("60 seconds to 3650 days");
    }
  }
}
