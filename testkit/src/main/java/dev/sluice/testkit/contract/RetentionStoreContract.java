package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import dev.sluice.core.port.store.RetentionStore.Deleted;
import dev.sluice.core.port.store.RetentionStore.Files;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.port.store.UsageStore.Reservation;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link dev.sluice.core.port.store.RetentionStore}, which deletes from the stores
 * of its database; each theme is a nested class.
 */
public abstract class RetentionStoreContract extends JobStoreFixture {
  /** Inserts a job that ended at this time. */
  final Job ended(Instant end) {
    return inserted(endedNow(samples.pending(), end));
  }

  static Job endedNow(Job job, Instant end) {
    return job.failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), end);
  }

  final Deleted deleteJobs(Instant until) {
    return retention().deleteJobs(until, Position.START, 100);
  }

  final Deleted deleteBatches(Instant until) {
    return retention().deleteBatches(until, Position.START, 100);
  }

  final Deleted deleteNotifications(Instant until) {
    return retention().deleteNotifications(until, Position.START, 100);
  }

  final void deliver(Notification notification) {
    outbox().update(notification.delivered(7));
  }

  final Optional<Job> stored(Job job) {
    return store().find(job.id());
  }

  /** Jobs without a batch. */
  @Nested
  class Jobs {
    @Test
    void what_ended_until_then_is_deleted_and_all_else_stays() {
      Job old = ended(NOW.minusSeconds(9));
      Job onTheDot = ended(NOW);
      Job young = ended(NOW.plusNanos(1_000));
      Job waiting = inserted(samples.pendingAt(NOW.minusSeconds(99)));
      Job running = inserted(samples.in(JobStatus.PROCESSING, NOW.plus(LEASE)));

      Deleted deleted = deleteJobs(NOW);

      assertThat(deleted).isEqualTo(new Deleted(2, 0, 0, Optional.empty()));
      assertThat(stored(old)).isEmpty();
      assertThat(stored(onTheDot)).isEmpty();
      assertThat(List.of(young, waiting, running)).allMatch(job -> stored(job).isPresent());
      assertThat(queue().claim("w", 9, NOW.plusSeconds(99), LEASE))
          .extracting(Job::id)
          .containsExactlyInAnyOrder(waiting.id(), running.id());
    }

    @Test
    void a_job_goes_whatever_its_status_was() {
      List<JobStatus> ends = Stream.of(JobStatus.values()).filter(JobStatus::isFinal).toList();
      ends.forEach(status -> inserted(samples.in(status, NOW)));

      assertThat(deleteJobs(NOW).jobs()).isEqualTo(ends.size());

      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).items()).isEmpty();
    }

    @Test
    void a_deleted_job_is_not_deleted_twice() {
      ended(NOW);

      assertThat(deleteJobs(NOW).jobs()).isEqualTo(1);
      assertThat(deleteJobs(NOW)).isEqualTo(Deleted.NOTHING);
    }

    @Test
    void its_delivered_notifications_and_its_reservations_go_with_it() {
      Job running = running();
      assertThat(usage().reserve(running, 5, 9)).isEqualTo(Reservation.RESERVED);
      assertThat(names().reserve(ObjectPath.of("a.mp4"), running.id())).isTrue();
      Job over = endedNow(running, NOW);
      Notification notification = notification(over, NOW);
      store().move(over, List.of(notification));
      deliver(notification);

      assertThat(deleteJobs(NOW)).isEqualTo(new Deleted(1, 0, 1, Optional.empty()));

      assertThat(outbox().about(over.id())).isEmpty();
      assertThat(names().reserved(over.id())).isEmpty();
      assertThat(names().reserve(ObjectPath.of("a.mp4"), samples.id())).isTrue();
      assertThat(usage().usage(TenantId.LOCAL).reservedBytes()).isZero();
    }

    @Test
    void a_job_stays_until_its_webhook_was_delivered_or_given_up() {
      Job waits = inserted(samples.pending());
      Job waited = inserted(samples.pending());
      Notification first = notification(waits, NOW);
      Notification second = notification(waited, NOW);
      store().move(endedNow(waits, NOW), List.of(first));
      store().move(endedNow(waited, NOW), List.of(second));
      outbox().update(second.givenUp("no answer", Optional.empty()));

      assertThat(deleteJobs(NOW.plusSeconds(99)).jobs()).isEqualTo(1);

      assertThat(stored(waits)).isPresent();
      assertThat(claimDue(9, NOW)).containsExactly(first);
      deliver(first);
      assertThat(deleteJobs(NOW.plusSeconds(99)).jobs()).isEqualTo(1);
      assertThat(stored(waits)).isEmpty();
    }

    @Test
    void the_oldest_go_first_and_parts_follow_each_other_past_those_that_stay() {
      List<Job> jobs = IntStream.range(0, 7).mapToObj(i -> ended(NOW.plusSeconds(7 - i))).toList();
      Job waits = inserted(samples.pending());
      store().move(endedNow(waits, NOW), List.of(notification(waits, NOW)));

      List<Deleted> parts = new ArrayList<>();
      Optional<Position> position = Optional.of(Position.START);
      while (position.isPresent()) {
        Deleted part = retention().deleteJobs(NOW.plusSeconds(99), position.get(), 3);
        parts.add(part);
        position = part.next();
        if (parts.size() == 1) {
          assertThat(jobs.subList(0, 5)).allMatch(job -> stored(job).isPresent());
        }
      }

      assertThat(parts.stream().map(Deleted::jobs).limit(3)).containsExactly(2, 3, 2);
      assertThat(jobs).allMatch(job -> stored(job).isEmpty());
      assertThat(stored(waits)).isPresent();
    }

    @Test
    void jobs_that_ended_at_one_moment_are_all_deleted_in_parts() {
      for (int i = 0; i < 10; i++) {
        ended(NOW);
      }

      int sum = 0;
      Optional<Position> position = Optional.of(Position.START);
      while (position.isPresent()) {
        Deleted part = retention().deleteJobs(NOW, position.get(), 3);
        sum += part.jobs();
        position = part.next();
      }

      assertThat(sum).isEqualTo(10);
      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).items()).isEmpty();
    }

    @Test
    void of_several_processes_at_once_one_counts_each_job() {
      for (int i = 0; i < 60; i++) {
        ended(NOW.minusSeconds(i));
      }
      inserted(samples.pending());

      List<Integer> deleted =
          ConcurrentCalls.run(
              4,
              i -> {
                int sum = 0;
                Optional<Position> position = Optional.of(Position.START);
                while (position.isPresent()) {
                  Deleted part = retention().deleteJobs(NOW, position.get(), 7);
                  sum += part.jobs();
                  position = part.next();
                }
                return sum;
              });

      assertThat(deleted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1);
    }

    @Test
    void the_last_move_of_a_deleted_job_finds_none() {
      Job over = ended(NOW);
      deleteJobs(NOW);

      Job next = over.toBuilder().version(over.version() + 1).build();

      assertThat(store().move(next, List.of())).isFalse();
      assertThat(stored(over)).isEmpty();
    }

    @Test
    void a_deleted_job_is_still_deleted_after_a_reopening() {
      Job over = ended(NOW);
      Job young = ended(NOW.plusSeconds(1));
      deleteJobs(NOW);

      assumeTrue(reopened().isPresent(), "this store ends with its process");

      assertThat(stored(over)).isEmpty();
      assertThat(stored(young)).isPresent();
      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1);
    }
  }

  /** Lists, counts and usage after a deletion. */
  @Nested
  class Totals {
    @Test
    void a_total_is_what_can_be_listed() {
      for (int i = 0; i < 5; i++) {
        inserted(samples.in(JobStatus.COMPLETED, NOW));
      }
      ended(NOW.plusSeconds(1));
      inserted(samples.pending());
      Job theirs = samples.pendingOf(new TenantId("them"), NOW, 0);
      inserted(endedNow(theirs, NOW));

      deleteJobs(NOW);

      JobQuery query = JobQuery.of(TenantId.LOCAL);
      assertThat(store().list(query).total()).isEqualTo(2);
      assertThat(store().list(query).items()).hasSize(2);
      assertThat(store().list(query.withStatus(JobStatus.COMPLETED)).totalFiltered()).isZero();
      assertThat(store().list(query.withStatus(JobStatus.FAILED)).totalFiltered()).isEqualTo(1);
      Map<JobStatus, Long> counts = store().counts(TenantId.LOCAL);
      assertThat(counts.getOrDefault(JobStatus.COMPLETED, 0L)).isZero();
      assertThat(counts.getOrDefault(JobStatus.PENDING, 0L)).isEqualTo(1);
      assertThat(store().list(JobQuery.of(new TenantId("them"))).total()).isZero();
    }

    @Test
    void what_a_tenant_has_used_stays() {
      Job running = running();
      Job done =
          running.completed(
              samples.in(JobStatus.COMPLETED, NOW).artifact().orElseThrow(),
              running.source(),
              running.timings(),
              NOW.plusSeconds(3));
      store().move(done, List.of());
      Usage before = usage().usage(TenantId.LOCAL);
      LocalDate day = DailyUsage.dayOf(NOW);
      List<DailyUsage> days = usage().days(TenantId.LOCAL, day, day);

      assertThat(deleteJobs(NOW.plusSeconds(9)).jobs()).isEqualTo(1);

      assertThat(before.completed()).isEqualTo(1);
      assertThat(usage().submitted(TenantId.LOCAL)).isEqualTo(1);
      assertThat(usage().usage(TenantId.LOCAL)).isEqualTo(before);
      assertThat(usage().days(TenantId.LOCAL, day, day)).isEqualTo(days);
    }
  }

  /** Batches, which go as a whole. */
  @Nested
  class Batches {
    private final Batch batch = batch(NOW);

    private Batch batch(Instant created) {
      return new Batch(
          new BatchId(samples.id().value()),
          TenantId.LOCAL,
          Optional.empty(),
          Optional.of(new Folder("talks")),
          Optional.of(WebhookTarget.parse("https://hook.example/in")),
          created,
          Optional.of(created));
    }

    private List<Job> submitted(Batch submitted, int number) {
      List<Job> jobs =
          Stream.generate(samples::pending)
              .limit(number)
              .map(job -> job.toBuilder().batch(Optional.of(submitted.id())).build())
              .toList();
      store().insert(NewJobs.of(submitted, jobs, List.of()));
      return jobs;
    }

    private Notification over() {
      return Notification.of(
          samples.id().value(),
          batch.id(),
          Notification.Kind.BATCH_COMPLETED,
          batch.webhook().orElseThrow(),
          NOW);
    }

    @Test
    void a_batch_goes_with_its_jobs_when_the_last_of_them_ended_long_enough_ago() {
      List<Job> jobs = submitted(batch, 3);
      for (int i = 0; i < 3; i++) {
        store().move(endedNow(jobs.get(i), NOW.plusSeconds(i)), List.of());
      }

      assertThat(deleteBatches(NOW.plusSeconds(1))).isEqualTo(Deleted.NOTHING);
      assertThat(deleteJobs(NOW.plusSeconds(99))).as("jobs of batches").isEqualTo(Deleted.NOTHING);
      assertThat(jobs).allMatch(job -> stored(job).isPresent());

      assertThat(deleteBatches(NOW.plusSeconds(2)))
          .isEqualTo(new Deleted(3, 1, 0, Optional.empty()));

      assertThat(batches().find(batch.id())).isEmpty();
      assertThat(batches().slots(batch.id())).isEmpty();
      assertThat(batches().jobs(batch.id())).isEmpty();
      assertThat(jobs).allMatch(job -> stored(job).isEmpty());
      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).total()).isZero();
      assertThat(batches().list(TenantId.LOCAL, 9, 0).total()).isZero();
      assertThat(batches().counts()).isEqualTo(new Batch.Counts(0, 0, 0));
    }

    @Test
    void a_batch_with_an_open_job_stays_whole_however_old_it_is() {
      List<Job> jobs = submitted(batch, 2);
      store().move(endedNow(jobs.get(0), NOW), List.of());

      assertThat(deleteBatches(NOW.plusSeconds(999_999))).isEqualTo(Deleted.NOTHING);

      assertThat(batches().jobs(batch.id())).hasSize(2);
    }

    @Test
    void jobs_that_were_retried_go_with_their_batch() {
      Job first = submitted(batch, 1).get(0);
      Job failed = endedNow(first, NOW);
      store().move(failed, List.of());
      Job again = failed.resubmitted(samples.id(), NOW.plusSeconds(5));
      batches().replace(batch.id(), List.of(again));

      assertThat(deleteBatches(NOW.plusSeconds(999))).as("open again").isEqualTo(Deleted.NOTHING);

      store().move(endedNow(again, NOW.plusSeconds(9)), List.of());
      assertThat(deleteBatches(NOW.plusSeconds(8))).isEqualTo(Deleted.NOTHING);
      assertThat(deleteBatches(NOW.plusSeconds(9)).jobs()).isEqualTo(2);
      assertThat(stored(first)).isEmpty();
      assertThat(stored(again)).isEmpty();
    }

    @Test
    void a_batch_stays_until_its_webhooks_were_delivered() {
      Job job = submitted(batch, 1).get(0);
      Notification ofJob = notification(job, NOW);
      Notification ofBatch = over();
      store().move(endedNow(job, NOW), List.of(ofJob, ofBatch));

      deliver(ofJob);
      assertThat(deleteBatches(NOW)).isEqualTo(Deleted.NOTHING);
      deliver(ofBatch);

      assertThat(deleteBatches(NOW)).isEqualTo(new Deleted(1, 1, 2, Optional.empty()));
      assertThat(outbox().about(batch.id())).isEmpty();
      assertThat(outbox().about(job.id())).isEmpty();
    }

    @Test
    void a_batch_waits_for_the_webhook_of_one_of_its_jobs() {
      List<Job> jobs = submitted(batch, 2);
      store().move(endedNow(jobs.get(0), NOW), List.of(notification(jobs.get(0), NOW)));
      store().move(endedNow(jobs.get(1), NOW), List.of());

      assertThat(deleteBatches(NOW)).isEqualTo(Deleted.NOTHING);

      assertThat(stored(jobs.get(1))).isPresent();
    }

    @Test
    void batches_are_deleted_in_parts_past_those_that_stay() {
      submitted(batch(NOW.minusSeconds(9)), 1);
      for (int i = 0; i < 4; i++) {
        Job job = submitted(batch(NOW.minusSeconds(i)), 1).get(0);
        store().move(endedNow(job, NOW), List.of());
      }

      Deleted first = retention().deleteBatches(NOW, Position.START, 3);
      Deleted second = retention().deleteBatches(NOW, first.next().orElseThrow(), 3);

      assertThat(first.batches()).isEqualTo(2);
      assertThat(second.batches()).isEqualTo(2);
      assertThat(batches().list(TenantId.LOCAL, 9, 0).total()).isEqualTo(1);
    }

    @Test
    void a_batch_that_is_retried_while_it_is_deleted_is_whole_or_gone() {
      for (int i = 0; i < 10; i++) {
        Batch each = batch(NOW.minusSeconds(i));
        Job failed = endedNow(submitted(each, 1).get(0), NOW);
        store().move(failed, List.of());
        Job again = failed.resubmitted(samples.id(), NOW);

        List<Integer> outcomes =
            ConcurrentCalls.run(
                2,
                caller ->
                    caller == 0
                        ? deleteBatches(NOW).batches()
                        : batches().replace(each.id(), List.of(again)).size());

        assertThat(outcomes.get(0) + outcomes.get(1)).isEqualTo(1);
        assertThat(batches().jobs(each.id())).hasSize(outcomes.get(1));
        assertThat(stored(failed).isPresent()).isEqualTo(outcomes.get(1) == 1);
        assertThat(stored(again).isPresent()).isEqualTo(outcomes.get(1) == 1);
      }
    }
  }

  /** Notifications that are deleted before their jobs. */
  @Nested
  class Notifications {
    private List<Notification> told(int number) {
      Job job = inserted(samples.pending());
      Job over = endedNow(job, NOW);
      List<Notification> all =
          IntStream.range(0, number).mapToObj(i -> notification(over, NOW.plusSeconds(i))).toList();
      assertThat(store().move(over, all)).isTrue();
      return all;
    }

    @Test
    void what_is_over_and_old_enough_is_deleted_and_the_job_stays() {
      List<Notification> all = told(4);
      deliver(all.get(0));
      outbox().update(all.get(2).givenUp("no answer", Optional.empty()));
      deliver(all.get(3));

      Deleted deleted = deleteNotifications(NOW.plusSeconds(2));

      assertThat(deleted).isEqualTo(new Deleted(0, 0, 2, Optional.empty()));
      JobId about = (JobId) all.get(0).about();
      assertThat(outbox().about(about))
          .extracting(Notification::id)
          .containsExactly(all.get(1).id(), all.get(3).id());
      assertThat(store().find(about)).isPresent();
      assertThat(claimDue(9, NOW.plusSeconds(9))).containsExactly(all.get(1));
    }

    @Test
    void parts_follow_each_other_past_those_that_stay() {
      List<Notification> all = told(7);
      all.stream().skip(2).forEach(RetentionStoreContract.this::deliver);

      int sum = 0;
      Optional<Position> position = Optional.of(Position.START);
      while (position.isPresent()) {
        Deleted part = retention().deleteNotifications(NOW.plusSeconds(99), position.get(), 2);
        sum += part.notifications();
        position = part.next();
      }

      assertThat(sum).isEqualTo(5);
      assertThat(outbox().about(all.get(0).about())).hasSize(2);
    }
  }

  /** Whose the file under a path is when jobs that stored one there are deleted. */
  @Nested
  class Overwritten {
    private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");
    private static final Instant DELETION = NOW.plusSeconds(100);

    private Job withFile(ObjectPath path, Instant end) {
      Artifact artifact = new Artifact(path, new ContentType("video/mp4"), 5, "h264:copy");
      return samples.in(JobStatus.COMPLETED, NOW).toBuilder()
          .artifact(Optional.of(artifact))
          .finishedAt(Optional.of(end))
          .build();
    }

    /** A job that stays longer than the others because its file expires later. */
    private Job withLongLife(ObjectPath path, Instant end) {
      Job job = withFile(path, end);
      return job.with(job.request().withExpiresAfter(Duration.ofDays(180)));
    }

    @Test
    void the_file_of_a_deleted_job_is_not_that_of_the_job_that_it_overwrote() {
      Job first = inserted(withLongLife(TALK, NOW));
      Job between = inserted(withLongLife(TALK, NOW.plusSeconds(1)));
      Job last = inserted(withFile(TALK, NOW.plusSeconds(2)));

      assertThat(deleteJobs(DELETION).jobs()).isEqualTo(1);

      assertThat(stored(last)).isEmpty();
      assertThat(names().lastStoredAt(TALK)).isEmpty();
      assertThat(found(first.id())).isEqualTo(first);
      assertThat(found(between.id())).isEqualTo(between);
    }

    @Test
    void the_files_of_others_stay_theirs() {
      ObjectPath other = ObjectPath.of("videos/other.mp4");
      JobDestination there = JobDestination.of(new BucketId(samples.id().value()), "b");
      Job elsewhere =
          inserted(withLongLife(TALK, NOW).toBuilder().storage(Optional.of(there)).build());
      Job otherPath = inserted(withLongLife(other, NOW));
      inserted(withFile(TALK, NOW.plusSeconds(1)));
      Job later = inserted(withLongLife(TALK, NOW.plusSeconds(2)));

      assertThat(deleteJobs(DELETION).jobs()).isEqualTo(1);

      assertThat(names().lastStoredAt("b", TALK)).contains(elsewhere.id());
      assertThat(names().lastStoredAt(other)).contains(otherPath.id());
      assertThat(names().lastStoredAt(TALK)).contains(later.id());
    }

    @Test
    void a_job_that_was_overwritten_still_loses_its_file_when_that_expires() {
      Job first = inserted(withLongLife(TALK, NOW));
      inserted(withFile(TALK, NOW.plusSeconds(1)));
      deleteJobs(DELETION);
      Instant expiry = first.fileExpiresAt().orElseThrow();

      assertThat(retention().expiredFiles(expiry, Position.START, 9).jobs()).containsExactly(first);
      assertThat(store().move(first.expired(expiry), List.of())).isTrue();

      assertThat(names().lastStoredAt(TALK)).isEmpty();
      assertThat(deleteJobs(expiry).jobs()).isEqualTo(1);
    }

    @Test
    void jobs_of_one_part_that_stored_under_one_path_are_all_deleted() {
      Job kept = inserted(withLongLife(TALK, NOW));
      for (int i = 1; i < 6; i++) {
        inserted(withFile(TALK, NOW.plusSeconds(i)));
      }

      assertThat(deleteJobs(DELETION).jobs()).isEqualTo(5);

      assertThat(stored(kept)).isPresent();
      assertThat(names().lastStoredAt(TALK)).isEmpty();
    }

    @Test
    void the_file_of_a_job_in_a_deleted_batch_is_not_that_of_the_job_that_it_overwrote() {
      inserted(withLongLife(TALK, NOW));
      Batch batch =
          new Batch(
              new BatchId(samples.id().value()),
              TenantId.LOCAL,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              NOW,
              Optional.of(NOW));
      Job last =
          withFile(TALK, NOW.plusSeconds(1)).toBuilder().batch(Optional.of(batch.id())).build();
      store().insert(NewJobs.of(batch, List.of(last), List.of()));

      assertThat(deleteBatches(DELETION).jobs()).isEqualTo(1);

      assertThat(names().lastStoredAt(TALK)).isEmpty();
    }

    @Test
    void it_stays_so_after_a_reopening() {
      Job first = inserted(withLongLife(TALK, NOW));
      inserted(withFile(TALK, NOW.plusSeconds(1)));
      deleteJobs(DELETION);

      assumeTrue(reopened().isPresent(), "this store ends with its process");

      assertThat(found(first.id())).isEqualTo(first);
      assertThat(names().lastStoredAt(TALK)).isEmpty();
    }
  }

  /** Files that are old or expire. */
  @Nested
  class Expiry {
    private Job withFile(Instant end, Optional<Duration> expiresAfter) {
      Job job = samples.pendingAt(NOW.minusSeconds(9_999));
      JobRequest request = expiresAfter.map(job.request()::withExpiresAfter).orElse(job.request());
      Job running = job.with(request).claimed(new Lease("w", end), NOW.minusSeconds(9_999));
      return inserted(
          running.completed(
              samples.in(JobStatus.COMPLETED, NOW).artifact().orElseThrow(),
              running.source(),
              running.timings(),
              end));
    }

    private List<JobId> old(Instant until) {
      return ids(retention().oldFiles(until, Position.START, 100));
    }

    private List<JobId> expired(Instant until) {
      return ids(retention().expiredFiles(until, Position.START, 100));
    }

    private List<JobId> ids(Files files) {
      assertThat(files.next()).isEmpty();
      assertThat(files.jobs()).allMatch(job -> found(job.id()).equals(job));
      return files.jobs().stream().map(Job::id).toList();
    }

    @Test
    void files_are_found_by_the_end_of_their_jobs_the_oldest_first() {
      Job second = withFile(NOW, Optional.empty());
      Job first = withFile(NOW.minusSeconds(5), Optional.of(Duration.ofDays(9)));
      withFile(NOW.plusSeconds(1), Optional.empty());
      ended(NOW.minusSeconds(7));

      assertThat(old(NOW)).containsExactly(first.id(), second.id());
    }

    @Test
    void files_that_expire_are_found_by_that_time() {
      Job second = withFile(NOW.minusSeconds(100), Optional.of(Duration.ofSeconds(100)));
      Job first = withFile(NOW, Optional.of(Duration.ZERO.minusSeconds(3)));
      withFile(NOW.minusSeconds(100), Optional.of(Duration.ofSeconds(101)));
      withFile(NOW.minusSeconds(900), Optional.empty());

      assertThat(expired(NOW)).containsExactly(first.id(), second.id());
    }

    @Test
    void a_job_whose_file_expires_later_is_no_candidate_until_then() {
      Instant expiry = NOW.minusSeconds(9).plus(Duration.ofDays(9));
      Job waits = withFile(NOW.minusSeconds(9), Optional.of(Duration.ofDays(9)));
      Job due = ended(NOW);

      assertThat(retention().deleteJobs(NOW, Position.START, 1).jobs()).isEqualTo(1);

      assertThat(stored(due)).isEmpty();
      assertThat(retention().deleteJobs(expiry.minusSeconds(1), Position.START, 1))
          .isEqualTo(Deleted.NOTHING);
      assertThat(retention().deleteJobs(expiry, Position.START, 1).jobs()).isEqualTo(1);
      assertThat(stored(waits)).isEmpty();
    }

    @Test
    void a_job_whose_file_expired_is_kept_since_its_end() {
      Job expiring = withFile(NOW, Optional.of(Duration.ofDays(9)));
      assertThat(store().move(expiring.expired(NOW.plusSeconds(2)), List.of())).isTrue();

      assertThat(deleteJobs(NOW).jobs()).isEqualTo(1);
    }

    @Test
    void the_oldest_may_be_a_file_whose_job_is_kept_longer() {
      withFile(NOW, Optional.of(Duration.ofDays(9)));

      assertThat(retention().oldest()).contains(NOW);
    }

    @Test
    void a_file_that_is_gone_is_not_found_again() {
      Job expiring = withFile(NOW, Optional.of(Duration.ofSeconds(1)));
      Job deleted = withFile(NOW, Optional.of(Duration.ofSeconds(1)));
      assertThat(store().move(expiring.expired(NOW.plusSeconds(2)), List.of())).isTrue();
      assertThat(store().move(deleted.withoutFile(), List.of())).isTrue();

      assertThat(old(NOW.plusSeconds(9))).isEmpty();
      assertThat(expired(NOW.plusSeconds(9))).isEmpty();
      assertThat(found(expiring.id()).expiredAt()).contains(NOW.plusSeconds(2));
      assertThat(found(expiring.id()).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(found(deleted.id()).expiredAt()).isEmpty();
    }

    @Test
    void files_come_in_parts() {
      List<JobId> all =
          IntStream.range(0, 5)
              .mapToObj(i -> withFile(NOW.plusSeconds(i), Optional.of(Duration.ofSeconds(60))).id())
              .toList();

      Files first = retention().oldFiles(NOW.plusSeconds(99), Position.START, 3);
      Files rest = retention().oldFiles(NOW.plusSeconds(99), first.next().orElseThrow(), 3);
      Files due = retention().expiredFiles(NOW.plusSeconds(99), Position.START, 2);

      assertThat(first.jobs()).extracting(Job::id).isEqualTo(all.subList(0, 3));
      assertThat(rest.jobs()).extracting(Job::id).isEqualTo(all.subList(3, 5));
      assertThat(rest.next()).isEmpty();
      assertThat(due.jobs()).extracting(Job::id).isEqualTo(all.subList(0, 2));
    }

    @Test
    void a_file_in_a_storage_that_came_with_its_job_is_out_of_reach() {
      Job job = withFile(NOW, Optional.empty());
      Job alone =
          job.toBuilder()
              .storage(Optional.of(JobDestination.forAlone(job.id(), "a bucket", "sealed")))
              .version(job.version() + 1)
              .build();
      assertThat(store().move(alone, List.of())).isTrue();

      assertThat(old(NOW)).isEmpty();
    }

    @Test
    void a_job_is_kept_as_long_after_the_expiry_of_its_file_as_after_its_end() {
      Job job = withFile(NOW, Optional.of(Duration.ofSeconds(50)));

      assertThat(deleteJobs(NOW.plusSeconds(49)).jobs()).isZero();

      assertThat(deleteJobs(NOW.plusSeconds(50)).jobs()).isEqualTo(1);
      assertThat(stored(job)).isEmpty();
    }
  }

  /** What is known of the clock, and of the age of what is stored. */
  @Nested
  class Clock {
    @Test
    void an_empty_store_has_neither() {
      assertThat(retention().clock()).isEmpty();
      assertThat(retention().oldest()).isEmpty();
      assertThat(deleteJobs(NOW)).isEqualTo(Deleted.NOTHING);
      assertThat(deleteBatches(NOW)).isEqualTo(Deleted.NOTHING);
      assertThat(deleteNotifications(NOW)).isEqualTo(Deleted.NOTHING);
    }

    @Test
    void what_the_clock_showed_is_stored_also_over_a_later_time() {
      ClockRecord later = new ClockRecord(NOW.plusSeconds(99), Optional.of(NOW));
      ClockRecord earlier = new ClockRecord(NOW, Optional.empty());

      retention().setClock(later);
      assertThat(retention().clock()).contains(later);
      retention().setClock(earlier);

      assertThat(retention().clock()).contains(earlier);
    }

    @Test
    void the_oldest_is_the_first_that_ended_or_the_first_batch() {
      inserted(samples.pendingAt(NOW.minusSeconds(99)));
      assertThat(retention().oldest()).as("an open job").isEmpty();

      ended(NOW.plusSeconds(2));
      ended(NOW.plusSeconds(1));
      assertThat(retention().oldest()).contains(NOW.plusSeconds(1));

      Batch batch =
          new Batch(
              new BatchId(samples.id().value()),
              TenantId.LOCAL,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              NOW,
              Optional.of(NOW));
      Job job = samples.pending().toBuilder().batch(Optional.of(batch.id())).build();
      store().insert(NewJobs.of(batch, List.of(job), List.of()));
      assertThat(retention().oldest()).contains(NOW);
    }
  }
}
