package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.store.JobQueue.Beat;
import dev.sluice.core.port.store.UsageStore.Reservation;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link dev.sluice.core.port.store.UsageStore}, which shares its transactions with
 * the store of its jobs.
 */
public abstract class UsageStoreContract extends JobStoreFixture {
  private static final TenantId ONE = new TenantId("one");
  private static final TenantId TWO = new TenantId("two");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-01");

  private List<Job> claimed(TenantId tenant, int count) {
    store()
        .insert(
            Stream.generate(() -> samples.pendingOf(tenant, NOW.minusSeconds(5), 0))
                .limit(count)
                .toList());
    List<Job> claimed = queue().claim("w", count, NOW, LEASE);
    assertThat(claimed).hasSize(count).allMatch(job -> job.tenant().equals(tenant));
    return claimed;
  }

  private Job claimed(TenantId tenant) {
    return claimed(tenant, 1).get(0);
  }

  private static Job completed(Job running, long bytes, Instant when) {
    return running.completed(
        new Artifact(ObjectPath.of("a.mp4"), new ContentType("video/mp4"), bytes, "h264:copy"),
        SourceSummary.UNKNOWN,
        Timings.NONE,
        when);
  }

  private static Job failed(Job job, Instant when) {
    return job.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), when);
  }

  private void moved(Job next) {
    assertThat(store().move(next, List.of())).isTrue();
  }

  @Test
  protected void who_has_stored_nothing_has_used_nothing() {
    inserted(samples.pendingOf(ONE, NOW, 0));

    assertThat(usage().usage(ONE)).isEqualTo(Usage.NONE);
    assertThat(usage().days(ONE, TODAY, TODAY)).containsExactly(DailyUsage.none(TODAY));
    assertThat(usage().running(ONE)).isEmpty();
  }

  @Test
  protected void completed_jobs_are_counted_with_their_bytes_and_their_time_for_their_owner() {
    moved(completed(claimed(ONE), 5_000_000_000L, NOW.plusSeconds(3)));
    moved(completed(claimed(ONE), 7, NOW.plusMillis(500)));
    moved(completed(claimed(TWO), 100, NOW));
    moved(failed(claimed(ONE), NOW));

    assertThat(usage().usage(ONE))
        .isEqualTo(new Usage(2, 5_000_000_007L, 0, Duration.ofMillis(3_500)));
    assertThat(usage().usage(TWO)).isEqualTo(new Usage(1, 100, 0, Duration.ZERO));
  }

  @Test
  protected void every_job_counts_as_submitted_however_it_ends() {
    inserted(samples.pendingOf(ONE, NOW, 0));
    moved(failed(claimed(ONE), NOW));
    moved(completed(claimed(ONE), 7, NOW));
    inserted(samples.pendingOf(TWO, NOW, 0));

    assertThat(usage().submitted(ONE)).isEqualTo(3);
    assertThat(usage().submitted(TWO)).isEqualTo(1);
    assertThat(usage().submitted(new TenantId("nobody"))).isZero();
  }

  @Test
  protected void each_day_in_utc_shows_what_ended_on_it() {
    Instant midnight = Instant.parse("2026-03-02T00:00:00Z");
    moved(completed(claimed(ONE), 1, midnight.minusMillis(1)));
    moved(completed(claimed(ONE), 2, midnight));
    moved(completed(claimed(ONE), 4, midnight.plusSeconds(86_399)));
    moved(failed(claimed(ONE), midnight));
    moved(claimed(ONE).failed(new Job.Failure(FailureCode.MEDIA_PRIVATE, "a warning"), midnight));
    moved(failed(inserted(samples.pendingOf(ONE, NOW.plusSeconds(99_999), 0)), midnight));
    moved(failed(claimed(TWO), midnight));

    assertThat(usage().days(ONE, TODAY.minusDays(1), TODAY.plusDays(2)))
        .containsExactly(
            DailyUsage.none(TODAY.minusDays(1)),
            new DailyUsage(TODAY, 1, 0, 1),
            new DailyUsage(TODAY.plusDays(1), 2, 3, 6),
            DailyUsage.none(TODAY.plusDays(2)));
  }

  @Test
  protected void what_lies_beside_a_file_is_stored_as_well() {
    Artifact made =
        new Artifact(
            ObjectPath.of("a.mp4"),
            new ContentType("video/mp4"),
            100,
            "h264:copy",
            Optional.empty(),
            List.of(new SidecarFile(ObjectPath.of("a.en.vtt"), 7)),
            Optional.of(new SidecarFile(ObjectPath.of("a.jpg"), 20)));

    moved(claimed(ONE).completed(made, SourceSummary.UNKNOWN, Timings.NONE, NOW));

    assertThat(usage().usage(ONE).storedBytes()).isEqualTo(127);
  }

  @Test
  protected void a_job_is_counted_once_and_a_deleted_file_lowers_nothing() {
    Job done = completed(claimed(ONE), 10, NOW);
    moved(done);
    assertThat(store().move(done, List.of())).isFalse();
    moved(done.withoutFile());

    assertThat(usage().usage(ONE)).isEqualTo(new Usage(1, 10, 0, Duration.ZERO));
    assertThat(usage().days(ONE, TODAY, TODAY)).containsExactly(new DailyUsage(TODAY, 1, 0, 10));
  }

  @Test
  protected void a_job_that_goes_back_into_the_queue_is_not_counted() {
    moved(claimed(ONE).postponed(new Job.Failure(FailureCode.SOURCE_CUT, "cut"), NOW));

    assertThat(usage().usage(ONE)).isEqualTo(Usage.NONE);
    assertThat(usage().days(ONE, TODAY, TODAY)).containsExactly(DailyUsage.none(TODAY));
  }

  @Test
  protected void of_many_that_end_at_once_all_are_counted() {
    List<Job> jobs = claimed(ONE, 24);

    ConcurrentCalls.run(
        jobs.size(),
        i -> {
          moved(i % 2 == 0 ? completed(jobs.get(i), 10, NOW) : failed(jobs.get(i), NOW));
          return i;
        });

    assertThat(usage().usage(ONE)).isEqualTo(new Usage(12, 120, 0, Duration.ZERO));
    assertThat(usage().days(ONE, TODAY, TODAY)).containsExactly(new DailyUsage(TODAY, 12, 12, 120));
  }

  @Test
  protected void running_jobs_are_told_by_their_step() {
    Job muxing = claimed(ONE, 2).get(0);
    claimed(TWO);
    inserted(samples.pendingOf(ONE, NOW, 0));
    Progress progress = Progress.NONE.withStep(Step.MUXING);
    queue().heartbeat(List.of(new Beat(muxing.id(), 1, progress)), NOW.plus(LEASE));

    assertThat(usage().running(ONE)).isEqualTo(Map.of(Step.MUXING, 1L, Step.DOWNLOADING, 1L));
  }

  @Test
  protected void room_is_reserved_up_to_the_limit_and_not_beyond() {
    Job first = claimed(ONE);
    Job second = claimed(ONE);

    assertThat(usage().reserve(first, 60, 100)).isEqualTo(Reservation.RESERVED);
    assertThat(usage().reserve(second, 41, 100)).isEqualTo(Reservation.FULL);
    assertThat(usage().reserve(second, 40, 100)).isEqualTo(Reservation.RESERVED);
    assertThat(usage().reserve(first, 61, 100)).isEqualTo(Reservation.FULL);

    assertThat(usage().usage(ONE).reservedBytes()).isEqualTo(100);
    assertThat(usage().reserve(claimed(TWO), 100, 100)).isEqualTo(Reservation.RESERVED);
  }

  @Test
  protected void asking_again_grows_what_is_reserved_and_never_shrinks_it() {
    Job job = claimed(ONE);

    usage().reserve(job, 10, 100);
    assertThat(usage().reserve(job, 30, 100)).isEqualTo(Reservation.RESERVED);
    assertThat(usage().usage(ONE).reservedBytes()).isEqualTo(30);
    assertThat(usage().reserve(job, 20, 5)).isEqualTo(Reservation.RESERVED);

    assertThat(usage().usage(ONE).reservedBytes()).isEqualTo(30);
  }

  @Test
  protected void what_is_stored_leaves_less_room() {
    moved(completed(claimed(ONE), 70, NOW));
    Job job = claimed(ONE);

    assertThat(usage().reserve(job, 31, 100)).isEqualTo(Reservation.FULL);
    assertThat(usage().reserve(job, 30, 100)).isEqualTo(Reservation.RESERVED);
    assertThat(usage().reserve(job, Long.MAX_VALUE, 100)).isEqualTo(Reservation.FULL);
  }

  @Test
  protected void a_move_turns_what_was_reserved_into_what_is_stored_or_gives_it_up() {
    List<Job> jobs = claimed(ONE, 3);
    jobs.forEach(job -> usage().reserve(job, 30, 100));

    moved(completed(jobs.get(0), 20, NOW));
    assertThat(usage().usage(ONE)).isEqualTo(new Usage(1, 20, 60, Duration.ZERO));
    moved(failed(jobs.get(1), NOW));
    moved(jobs.get(2).postponed(new Job.Failure(FailureCode.SOURCE_CUT, "cut"), NOW));

    assertThat(usage().usage(ONE)).isEqualTo(new Usage(1, 20, 0, Duration.ZERO));
  }

  @Test
  protected void only_the_attempt_that_holds_a_job_reserves_room_for_it() {
    Job sleeper = claimed(ONE);
    usage().reserve(sleeper, 10, 100);
    Job taken = queue().claim("w2", 1, NOW.plus(LEASE), LEASE).get(0);

    assertThat(usage().reserve(sleeper, 50, 100)).isEqualTo(Reservation.LOST);
    assertThat(usage().usage(ONE).reservedBytes()).as("found again").isEqualTo(10);
    assertThat(usage().reserve(taken, 50, 100)).isEqualTo(Reservation.RESERVED);
    moved(failed(taken, NOW));
    assertThat(usage().reserve(taken, 60, 100)).isEqualTo(Reservation.LOST);
    assertThat(usage().reserve(samples.pendingOf(ONE, NOW, 0), 1, 100)).isEqualTo(Reservation.LOST);

    assertThat(usage().usage(ONE).reservedBytes()).isZero();
  }

  @Test
  protected void however_many_ask_at_once_the_limit_is_never_passed() {
    for (int round = 0; round < 5; round++) {
      TenantId tenant = new TenantId("owner-" + round);
      List<Job> jobs = claimed(tenant, 12);

      List<Integer> stored =
          ConcurrentCalls.run(
              6,
              i -> {
                int mine = 0;
                for (int j = i; j < jobs.size(); j += 6) {
                  int room = 0;
                  for (int bytes = 5; bytes <= 20; bytes += 5) {
                    if (usage().reserve(jobs.get(j), bytes, 100) == Reservation.RESERVED) {
                      room = bytes;
                    }
                  }
                  if (j % 2 == 0) {
                    moved(completed(jobs.get(j), room, NOW));
                    mine += room;
                  }
                }
                return mine;
              });

      Usage usage = usage().usage(tenant);
      assertThat(usage.storedBytes()).isEqualTo(stored.stream().mapToInt(one -> one).sum());
      assertThat(usage.effectiveBytes()).isLessThanOrEqualTo(100);
      jobs.stream()
          .filter(job -> !found(job.id()).status().isFinal())
          .forEach(job -> moved(failed(job, NOW)));
      assertThat(usage().usage(tenant).reservedBytes()).isZero();
    }
  }

  @Test
  protected void of_jobs_that_ask_for_the_same_room_at_once_as_many_get_it_as_fit() {
    for (int round = 0; round < 10; round++) {
      List<Job> jobs = claimed(new TenantId("owner-" + round), 6);

      List<Reservation> rooms = ConcurrentCalls.run(6, i -> usage().reserve(jobs.get(i), 30, 100));

      assertThat(rooms).filteredOn(Reservation.RESERVED::equals).hasSize(3);
      assertThat(usage().usage(jobs.get(0).tenant()).reservedBytes()).isEqualTo(90);
    }
  }

  @Test
  protected void usage_survives_a_reopening() {
    moved(completed(claimed(ONE), 70, NOW.plusSeconds(2)));
    Job running = claimed(ONE);
    usage().reserve(running, 30, 100);
    Usage before = usage().usage(ONE);

    assumeTrue(reopened().isPresent(), "this store ends with its process");

    assertThat(usage().usage(ONE)).isEqualTo(before);
    assertThat(usage().days(ONE, TODAY, TODAY)).containsExactly(new DailyUsage(TODAY, 1, 0, 70));
    moved(failed(running, NOW));
    assertThat(usage().usage(ONE).reservedBytes()).isZero();
  }
}
