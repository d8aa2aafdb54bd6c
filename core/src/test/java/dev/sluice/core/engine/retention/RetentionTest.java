package dev.sluice.core.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import dev.sluice.core.port.store.RetentionStore.Deleted;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant START = JobSamples.START;
  private static final RetentionPolicy POLICY =
      RetentionPolicy.FOREVER.withJobs(Duration.ofDays(2)).withNotifications(Duration.ofHours(30));

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final JobSamples samples = new JobSamples(7);
  private Instant now = START;

  private Retention retention(RetentionPolicy policy) {
    return retention(policy, () -> now);
  }

  private Retention retention(RetentionPolicy policy, InstantSource clock) {
    return new Retention(
        database.retention(),
        policy,
        clock,
        (job, time) -> false,
        job -> assertThat(job).isNull(),
        (at, stopping) -> {});
  }

  private Job ended(Instant end) {
    Job job = samples.pending().failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), end);
    database.jobs().insert(List.of(job));
    return job;
  }

  /** Returns a stored job with delivered notifications that are as old as its end. */
  private Job ended(Instant end, int notifications) {
    Job job = samples.pendingAt(end);
    database.jobs().insert(List.of(job));
    List<Notification> about =
        Stream.generate(() -> notification(job, end)).limit(notifications).toList();
    Job ended = job.failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), end);
    database.jobs().move(ended, about);
    about.forEach(one -> database.outbox().update(one.delivered(1)));
    return ended;
  }

  private Notification notification(Job job, Instant created) {
    return Notification.of(
        samples.id().value(),
        job.id(),
        Notification.Kind.JOB_FAILED,
        WebhookTarget.parse("https://hook.example/in"),
        created);
  }

  private boolean isStored(Job job) {
    return database.jobs().find(job.id()).isPresent();
  }

  /** Lets the time pass, with a round every twelve hours. */
  private Deleted pass(Retention retention, Duration time) {
    Instant end = now.plus(time);
    Deleted sum = retention.round();
    while (now.isBefore(end)) {
      now = now.plus(Duration.ofHours(12));
      sum = sum.plus(retention.round());
    }
    return sum;
  }

  @Test
  void a_round_deletes_all_that_is_due_however_many_parts_it_takes() {
    Retention retention = retention(POLICY);
    for (int i = 0; i < 2 * Retention.AT_ONCE + 5; i++) {
      ended(START.plusSeconds(i % 7));
    }
    Job young = ended(START.plus(Duration.ofDays(2)));

    Deleted deleted = pass(retention, Duration.ofDays(3));

    assertThat(deleted.jobs()).isEqualTo(2 * Retention.AT_ONCE + 5);
    assertThat(retention.counts().jobs()).isEqualTo(2 * Retention.AT_ONCE + 5);
    assertThat(isStored(young)).isTrue();
  }

  @Test
  void notifications_have_a_time_of_their_own() {
    Retention retention = retention(POLICY);
    Job job = ended(START, 1);

    pass(retention, Duration.ofHours(36));

    assertThat(database.outbox().about(job.id())).isEmpty();
    assertThat(isStored(job)).isTrue();
  }

  @Test
  void what_is_kept_for_ever_is_not_deleted() {
    Retention retention = retention(RetentionPolicy.FOREVER.withNotifications(Duration.ofDays(1)));
    Job job = ended(START);

    pass(retention, Duration.ofDays(400));

    assertThat(isStored(job)).isTrue();
  }

  @Test
  void a_clock_set_forward_by_a_year_deletes_nothing_for_a_day() {
    Retention retention = retention(POLICY);
    Job job = ended(START);
    pass(retention, Duration.ofHours(12));
    Instant right = now;

    try (CapturedLog log = CapturedLog.start()) {
      now = right.plus(Duration.ofDays(365));
      assertThat(retention.round()).isEqualTo(Deleted.NOTHING);
      log.assertWarned("Check the clock");
    }
    now = now.plus(Duration.ofHours(23));
    assertThat(retention.round()).isEqualTo(Deleted.NOTHING);
    now = right.plus(Duration.ofHours(24));
    assertThat(retention.round()).as("set right again, too young").isEqualTo(Deleted.NOTHING);

    assertThat(isStored(job)).isTrue();
    assertThat(pass(retention, Duration.ofDays(1)).jobs()).isEqualTo(1);
  }

  @Test
  void a_clock_set_forward_while_nothing_is_deleted_deletes_nothing_for_another_day() {
    Job job = ended(START.minus(Duration.ofDays(1)));
    database
        .retention()
        .setClock(new ClockRecord(START.minus(Duration.ofDays(2)), Optional.empty()));
    Retention retention = retention(POLICY);
    assertThat(retention.round()).as("it was off for two days").isEqualTo(Deleted.NOTHING);

    now = START.plus(Duration.ofDays(365));
    assertThat(retention.round()).isEqualTo(Deleted.NOTHING);
    now = now.plus(Duration.ofHours(23));
    assertThat(retention.round()).isEqualTo(Deleted.NOTHING);

    assertThat(isStored(job)).isTrue();
  }

  @Test
  void a_process_whose_clock_is_a_year_ahead_deletes_nothing_beside_another_one() {
    Job job = ended(START.minus(Duration.ofDays(1)));
    database
        .retention()
        .setClock(new ClockRecord(START.minus(Duration.ofDays(2)), Optional.empty()));
    Retention right = retention(POLICY);
    Retention ahead = retention(POLICY, () -> now.plus(Duration.ofDays(365)));

    for (int hours = 0; hours < 20; hours++) {
      assertThat(right.round()).isEqualTo(Deleted.NOTHING);
      assertThat(ahead.round()).isEqualTo(Deleted.NOTHING);
      now = now.plus(Duration.ofHours(1));
    }

    assertThat(isStored(job)).isTrue();
  }

  @Test
  void a_clock_that_stays_a_year_ahead_is_believed_after_a_day() {
    Retention retention = retention(POLICY);
    Job job = ended(START);
    retention.round();

    now = START.plus(Duration.ofDays(365));
    pass(retention, Duration.ofDays(1));

    assertThat(isStored(job)).isFalse();
  }

  @Test
  void a_database_full_of_old_jobs_is_left_alone_for_a_day_after_the_update() {
    Job job = ended(START.minus(Duration.ofDays(900)));
    Retention retention = retention(POLICY);

    try (CapturedLog log = CapturedLog.start()) {
      assertThat(retention.round()).isEqualTo(Deleted.NOTHING);
      log.assertWarned("(keep-jobs, keep-notifications)");
    }

    assertThat(isStored(job)).isTrue();
    pass(retention, Duration.ofDays(1));
    assertThat(isStored(job)).isFalse();
  }

  @Test
  void old_notifications_are_left_alone_for_a_day_after_the_update_though_no_job_is_due() {
    Job job = ended(START.minus(Duration.ofDays(40)), 2);
    Retention retention = retention(RetentionPolicy.standard());

    try (CapturedLog log = CapturedLog.start()) {
      assertThat(retention.round()).isEqualTo(Deleted.NOTHING);
      log.assertWarned("(keep-notifications)");
    }

    assertThat(database.outbox().about(job.id())).hasSize(2);
    assertThat(pass(retention, Duration.ofDays(1)).notifications()).isEqualTo(2);
    assertThat(isStored(job)).isTrue();
  }
}
