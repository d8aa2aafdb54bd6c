package dev.sluice.core.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import dev.sluice.core.port.store.RetentionStore.Deleted;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that cannot be deleted, and what they hold up. */
class UndeletableFilesTest {
  private static final Instant START = JobSamples.START;
  private static final RetentionPolicy POLICY =
      RetentionPolicy.FOREVER.withJobs(Duration.ofDays(1)).withFiles(Duration.ofDays(1));
  private static final BucketId BUCKET = new BucketId(new UUID(1, 1));
  private static final BucketId OTHER_BUCKET = new BucketId(new UUID(2, 2));

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final JobSamples samples = new JobSamples(11);
  private final Map<JobId, FailureCode> failures = new HashMap<>();
  private final Set<Optional<BucketId>> unavailable = new HashSet<>();
  private final List<JobId> tried = new ArrayList<>();
  private Duration timeOfATry = Duration.ZERO;
  private Instant now = START;
  private CapturedLog log;

  @BeforeEach
  void the_log_is_captured() {
    log = CapturedLog.start();
  }

  @AfterEach
  void the_log_is_given_back() {
    log.close();
  }

  private Retention retention() {
    return new Retention(
        database.retention(), POLICY, () -> now, this::expire, this::check, (at, stopping) -> {});
  }

  private boolean expire(JobId id, Instant time) {
    tried.add(id);
    now = now.plus(timeOfATry);
    Job job = database.jobs().find(id).orElseThrow();
    if (failures.containsKey(id)) {
      throw new SluiceException(failures.get(id), "not deleted");
    }
    check(job);
    return database.jobs().move(job.expired(time), List.of());
  }

  private void check(Job job) {
    if (unavailable.contains(job.storage().map(JobDestination::id))) {
      throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "no answer");
    }
  }

  private Job completed(Instant end) {
    return stored(end, Optional.empty());
  }

  private Job stored(Instant end, Optional<BucketId> bucket) {
    Job job =
        samples.in(JobStatus.COMPLETED, START).toBuilder()
            .finishedAt(Optional.of(end))
            .storage(bucket.map(id -> JobDestination.of(id, "space")))
            .build();
    database.jobs().insert(List.of(job));
    return job;
  }

  private boolean isStored(Job job) {
    return database.jobs().find(job.id()).isPresent();
  }

  /** Makes a round at this time, as if the last one had been a minute before. */
  private Deleted roundAt(Retention retention, Instant time) {
    now = time;
    database.retention().setClock(new ClockRecord(now.minusSeconds(60), Optional.empty()));
    return retention.round();
  }

  @Test
  void a_job_stays_while_its_file_cannot_be_deleted_and_goes_with_it() {
    Job job = completed(START);
    failures.put(job.id(), FailureCode.STORE_REFUSED);
    roundAt(retention(), START.plus(Duration.ofDays(1)));
    roundAt(retention(), START.plus(Duration.ofDays(7)));
    assertThat(isStored(job)).isTrue();

    failures.clear();
    assertThat(roundAt(retention(), START.plus(Duration.ofDays(7))).jobs()).isEqualTo(1);

    assertThat(tried).as("another process tries it, too").hasSize(3);
  }

  @Test
  void a_job_whose_file_could_not_be_deleted_for_a_week_is_deleted() {
    Job job = completed(START);
    Job later = completed(START.plus(Duration.ofHours(1)));
    Job earlier = completed(START.minus(Duration.ofHours(1)));
    failures.put(job.id(), FailureCode.STORE_REFUSED);
    Retention retention = retention();

    assertThat(roundAt(retention, START.plus(Duration.ofDays(2))).jobs()).isEqualTo(1);
    assertThat(isStored(earlier)).isFalse();
    Instant last = START.plus(Duration.ofDays(1)).plus(Retention.FILE_GRACE);
    assertThat(roundAt(retention, last.minusSeconds(1)).jobs()).isZero();

    assertThat(roundAt(retention, last.plusSeconds(1)).jobs()).isEqualTo(2);
    assertThat(isStored(job)).isFalse();
    assertThat(isStored(later)).isFalse();
  }

  @Test
  void a_bucket_that_is_unavailable_is_tried_once_an_hour_and_holds_up_no_other_file() {
    Job first = stored(START, Optional.of(BUCKET));
    Job second = stored(START.plusSeconds(1), Optional.of(BUCKET));
    Job elsewhere = stored(START.plusSeconds(2), Optional.of(OTHER_BUCKET));
    Job inDefault = completed(START.plusSeconds(3));
    unavailable.add(Optional.of(BUCKET));
    timeOfATry = Duration.ofMinutes(50);
    Retention retention = retention();

    roundAt(retention, START.plus(Duration.ofDays(2)));
    assertThat(tried).containsExactly(first.id(), elsewhere.id(), inDefault.id());
    tried.clear();
    roundAt(retention, START.plus(Duration.ofDays(2)).plus(Duration.ofMinutes(100)));
    assertThat(tried).as("an hour has not passed since the try ended").isEmpty();

    unavailable.clear();
    roundAt(retention, START.plus(Duration.ofDays(2)).plus(Duration.ofMinutes(111)));
    assertThat(tried).containsExactly(first.id(), second.id());
  }

  @Test
  void a_rejected_file_holds_up_no_other_file_of_its_bucket() {
    Job rejected = stored(START, Optional.of(BUCKET));
    Job other = stored(START.plusSeconds(1), Optional.of(BUCKET));
    failures.put(rejected.id(), FailureCode.STORE_REFUSED);

    roundAt(retention(), START.plus(Duration.ofDays(2)));

    assertThat(tried).containsExactly(rejected.id(), other.id());
  }

  @Test
  void a_bad_file_holds_up_no_other_file_of_the_default_storage() {
    Job bad = completed(START);
    Job other = completed(START.plusSeconds(1));
    failures.put(bad.id(), FailureCode.STORE_UNAVAILABLE);

    roundAt(retention(), START.plus(Duration.ofDays(2)));

    assertThat(tried).containsExactly(bad.id(), other.id());
  }

  @Test
  void an_outage_of_the_default_storage_ends_the_round() {
    Job first = completed(START);
    completed(START.plusSeconds(1));
    unavailable.add(Optional.empty());

    assertThatThrownBy(() -> roundAt(retention(), START.plus(Duration.ofDays(2))))
        .hasMessageContaining("no answer");

    assertThat(tried).containsExactly(first.id());
  }
}
