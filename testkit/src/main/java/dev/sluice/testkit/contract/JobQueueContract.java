package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobQueue.Beat;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.CapturedLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of {@link dev.sluice.core.port.store.JobQueue}; each theme is a nested class. The
 * jobs are inserted and moved by the job store of the same database.
 */
public abstract class JobQueueContract extends JobStoreFixture {
  /** Claims, leases, heartbeats and requests to stop. */
  @Nested
  class Queue {
    private static final Progress HALF =
        new Progress(Step.MUXING, 50.5, 1_000, OptionalLong.of(2_000), 500);

    @Test
    void the_higher_priority_is_claimed_first_then_the_older_job() {
      Job low = samples.pendingAt(NOW.minusSeconds(50), -10);
      Job young = samples.pendingAt(NOW.minusSeconds(1), 0);
      Job old = samples.pendingAt(NOW.minusSeconds(30), 0);
      Job high = samples.pendingAt(NOW, 10);
      store().insert(List.of(low, young, old, high));

      List<JobId> oneByOne = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        queue().claim("w", 1, NOW, LEASE).forEach(job -> oneByOne.add(job.id()));
      }

      assertThat(oneByOne).containsExactly(high.id(), old.id(), young.id(), low.id());
    }

    @Test
    void several_jobs_are_claimed_in_the_same_order_and_no_more_than_asked() {
      Job low = samples.pendingAt(NOW.minusSeconds(50), -1);
      Job young = samples.pendingAt(NOW.minusSeconds(1));
      Job old = samples.pendingAt(NOW.minusSeconds(30));
      store().insert(List.of(low, young, old));

      assertThat(queue().claim("w", 2, NOW, LEASE))
          .extracting(Job::id)
          .containsExactly(old.id(), young.id());
      assertThat(queue().claim("w", 2, NOW, LEASE)).extracting(Job::id).containsExactly(low.id());
      assertThat(queue().claim("w", 2, NOW, LEASE)).isEmpty();
    }

    @Test
    void a_claim_is_the_move_that_the_job_describes() {
      Job waiting = inserted(samples.pendingAt(NOW.minusSeconds(3)));

      List<Job> claimed = queue().claim("host/1", 5, NOW, LEASE);

      assertThat(claimed)
          .containsExactly(waiting.claimed(new Lease("host/1", NOW.plus(LEASE)), NOW));
      assertThat(found(waiting.id())).isEqualTo(claimed.get(0));
    }

    @Test
    void a_job_is_not_claimed_before_it_is_due() {
      Job later = inserted(samples.pending().toBuilder().dueAt(NOW.plusSeconds(5)).build());

      assertThat(queue().claim("w", 1, NOW.plusSeconds(5).minusMillis(1), LEASE)).isEmpty();

      assertThat(queue().claim("w", 1, NOW.plusSeconds(5), LEASE))
          .extracting(Job::id)
          .containsExactly(later.id());
    }

    @Test
    void after_the_clock_was_set_back_a_new_job_is_due() {
      Job fromTheFuture = inserted(samples.pendingAt(NOW.plusSeconds(600)));

      assertThat(queue().claim("w", 1, NOW, LEASE))
          .extracting(Job::id)
          .containsExactly(fromTheFuture.id());
    }

    @Test
    void after_the_clock_was_set_back_a_retry_is_due_that_no_pause_makes_wait_so_long() {
      Instant furthest = NOW.plus(JobQueue.FURTHEST_DUE);
      Job waits =
          inserted(samples.pendingAt(NOW.minusSeconds(9)).toBuilder().dueAt(furthest).build());
      Job due =
          inserted(
              samples.pendingAt(NOW.minusSeconds(5)).toBuilder()
                  .dueAt(furthest.plusSeconds(1))
                  .build());

      assertThat(queue().claim("w", 2, NOW, LEASE)).extracting(Job::id).containsExactly(due.id());
      assertThat(queue().claim("w", 2, furthest, LEASE))
          .extracting(Job::id)
          .containsExactlyInAnyOrder(waits.id(), due.id());
    }

    @Test
    void after_the_clock_was_set_back_a_lease_has_ended_that_no_claim_gives() {
      Job held = running();
      Instant before = NOW.minus(JobQueue.FURTHEST_DUE);

      assertThat(queue().claim("w2", 1, before, LEASE)).isEmpty();
      assertThat(queue().claim("w2", 1, before.minusSeconds(1), LEASE))
          .extracting(Job::id)
          .containsExactly(held.id());
    }

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    void only_a_waiting_job_and_one_whose_lease_ran_out_are_claimed(JobStatus status) {
      Job job = inserted(samples.in(status, NOW.minusSeconds(1)));

      List<Job> claimed = queue().claim("w", 1, NOW, LEASE);

      assertThat(claimed).hasSize(status.isFinal() ? 0 : 1);
      assertThat(found(job.id()).version()).isEqualTo(job.version() + claimed.size());
    }

    @Test
    void a_lease_that_runs_is_left_alone_and_one_that_ran_out_is_a_death() {
      Job held = running();

      assertThat(queue().claim("w2", 1, NOW.plus(LEASE).minusMillis(1), LEASE)).isEmpty();
      List<Job> taken = queue().claim("w2", 1, NOW.plus(LEASE), LEASE);

      assertThat(taken)
          .containsExactly(
              held.claimed(new Lease("w2", NOW.plus(LEASE).plus(LEASE)), NOW.plus(LEASE)));
      assertThat(taken.get(0).lostLeases()).isEqualTo(1);
      assertThat(taken.get(0).attempt()).isEqualTo(2);
    }

    @Test
    void a_death_of_a_job_that_ran_alone_is_counted_apart() {
      Job alone = running().startedAlone(NOW);
      assertThat(store().move(alone, List.of())).isTrue();

      Job again = queue().claim("w2", 1, NOW.plus(LEASE), LEASE).get(0);
      Job afterwards = queue().claim("w3", 1, NOW.plus(LEASE).plus(LEASE), LEASE).get(0);

      assertThat(again.lostLeases()).isEqualTo(1);
      assertThat(again.deathsAlone()).isEqualTo(1);
      assertThat(again.isAlone()).isFalse();
      assertThat(afterwards.lostLeases()).isEqualTo(2);
      assertThat(afterwards.deathsAlone()).isEqualTo(1);
    }

    @Test
    void jobs_whose_lease_ran_out_come_before_all_others() {
      Job abandoned = samples.in(JobStatus.PROCESSING, NOW.minusSeconds(1));
      store().insert(List.of(samples.pendingAt(NOW.minusSeconds(99), 10), abandoned));

      assertThat(queue().claim("w", 1, NOW, LEASE))
          .extracting(Job::id)
          .containsExactly(abandoned.id());
    }

    @ParameterizedTest
    @EnumSource(
        value = JobStatus.class,
        names = {"PENDING", "PROCESSING"})
    void claimers_never_share_a_job(JobStatus status) {
      List<Job> jobs =
          Stream.generate(() -> samples.in(status, NOW.minusSeconds(1))).limit(150).toList();
      store().insert(jobs);

      List<List<JobId>> each =
          ConcurrentCalls.run(
              6,
              i -> {
                List<JobId> mine = new ArrayList<>();
                List<Job> claimed = queue().claim("w" + i, i + 1, NOW, LEASE);
                // A claim may return nothing while other claims hold the jobs that it found.
                for (int empty = 0; empty < 20; empty += claimed.isEmpty() ? 1 : 0) {
                  claimed.forEach(job -> mine.add(job.id()));
                  claimed = queue().claim("w" + i, i + 1, NOW, LEASE);
                }
                return mine;
              });

      assertThat(each.stream().flatMap(List::stream))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(jobs.stream().map(Job::id).toList());
    }

    @Test
    void a_heartbeat_extends_the_lease_and_shows_progress_without_a_move() {
      Job held = running();
      Instant until = NOW.plusSeconds(60);

      assertThat(queue().heartbeat(List.of(new Beat(held.id(), 1, HALF)), until))
          .containsExactly(held.id());

      Job seen = found(held.id());
      assertThat(seen)
          .isEqualTo(
              held.withProgress(HALF).toBuilder()
                  .lease(Optional.of(new Lease("w1", until)))
                  .build());
      assertThat(queue().claim("w2", 1, until.minusMillis(1), LEASE)).isEmpty();
      assertThat(store().move(held.released(NOW), List.of())).as("the version stayed").isTrue();
    }

    @Test
    void a_heartbeat_of_another_attempt_changes_nothing() {
      Job held = running();

      for (int attempt : new int[] {0, 2, 99}) {
        Beat beat = new Beat(held.id(), attempt, HALF);
        assertThat(queue().heartbeat(List.of(beat), NOW.plusSeconds(60))).isEmpty();
      }

      assertThat(found(held.id())).isEqualTo(held);
    }

    @Test
    void the_end_of_an_attempt_is_wished_once_and_for_that_attempt() {
      Job held = running();
      Job other = running();
      Job paused = inserted(samples.pending());
      Set<JobId> all = Set.of(held.id(), other.id(), paused.id(), samples.id());
      assertThat(queue().stopRequests(all)).isEmpty();

      assertThat(queue().requestStop(held.id(), 2)).isFalse();
      assertThat(queue().requestStop(paused.id(), 0)).isFalse();
      assertThat(queue().requestStop(samples.id(), 1)).isFalse();
      assertThat(queue().requestStop(held.id(), 1)).isTrue();
      assertThat(queue().requestStop(held.id(), 1)).isFalse();

      queue().heartbeat(List.of(new Beat(held.id(), 1, HALF)), NOW.plus(LEASE));
      assertThat(queue().stopRequests(all)).containsExactly(held.id());
      assertThat(queue().stopRequests(Set.of(other.id()))).isEmpty();
      assertThat(queue().stopRequests(Set.of())).isEmpty();

      Job taken = queue().claim("w2", 2, NOW.plus(LEASE), LEASE).get(0);
      assertThat(queue().stopRequests(all)).as("another attempt").isEmpty();
      assertThat(queue().requestStop(taken.id(), 2)).isTrue();
      store().move(taken.failed(new Job.Failure(FailureCode.CANCELLED, "gone"), NOW), List.of());
      assertThat(queue().stopRequests(all)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    void only_a_running_job_is_held(JobStatus status) {
      Job job = inserted(samples.in(status, NOW.plus(LEASE)));
      Beat beat = new Beat(job.id(), job.attempt(), HALF);

      boolean held = queue().heartbeat(List.of(beat), NOW.plusSeconds(60)).contains(job.id());

      assertThat(held).isEqualTo(status == JobStatus.PROCESSING);
      assertThat(found(job.id()).equals(job)).isEqualTo(!held);
    }

    @Test
    void of_many_beats_the_held_jobs_come_back() {
      Job lost = running();
      store().move(lost.failed(new Job.Failure(FailureCode.CANCELLED, "gone"), NOW), List.of());
      Job held = running();
      Job other = running();
      List<Beat> beats =
          List.of(
              new Beat(samples.id(), 1, HALF),
              new Beat(held.id(), 1, HALF),
              new Beat(lost.id(), 1, HALF),
              new Beat(other.id(), 1, HALF));

      assertThat(queue().heartbeat(beats, NOW.plusSeconds(60)))
          .containsExactlyInAnyOrder(held.id(), other.id());
      assertThat(queue().heartbeat(List.of(), NOW)).isEmpty();
    }

    @Test
    void a_worker_whose_job_was_taken_hears_it_at_its_next_beat() {
      Job held = running();
      Job taken = queue().claim("w2", 1, NOW.plus(LEASE), LEASE).get(0);

      assertThat(queue().heartbeat(List.of(new Beat(held.id(), 1, HALF)), NOW.plusSeconds(99)))
          .isEmpty();

      assertThat(found(held.id())).isEqualTo(taken);
    }

    @Test
    void a_lease_that_is_beaten_in_time_is_never_taken() {
      Job held = running();
      Instant after = NOW.plus(LEASE);

      for (int round = 0; round < 10; round++) {
        Instant until = after.plus(LEASE);
        Instant now = after;
        AtomicReference<List<Job>> taken = new AtomicReference<>();
        ConcurrentCalls.run(
            2,
            i -> {
              if (i == 0) {
                return queue().heartbeat(List.of(new Beat(held.id(), 1, HALF)), until);
              }
              taken.set(queue().claim("w2", 1, now, LEASE));
              return taken.get();
            });
        // Either the beat came first and the claim got nothing, or the other way round: never both.
        boolean beaten = found(held.id()).attempt() == 1;
        assertThat(taken.get()).hasSize(beaten ? 0 : 1);
        if (!beaten) {
          return;
        }
        after = until;
      }
    }
  }

  /** Fairness between tenants that share the queue. */
  @Nested
  class Turns {
    private static final TenantId ANNA = new TenantId("anna");

    private static final TenantId BERT = new TenantId("bert");

    private static final TenantId CARL = new TenantId("carl");

    private List<Job> insertedOf(TenantId tenant, int number, int priority) {
      List<Job> jobs =
          IntStream.range(0, number)
              .mapToObj(i -> samples.pendingOf(tenant, NOW.minusSeconds(9_999 - i), priority))
              .toList();
      store().insert(jobs);
      return jobs;
    }

    private List<TenantId> ownersOfNext(int claims) {
      return Stream.generate(() -> queue().claim("w", 1, NOW, LEASE))
          .limit(claims)
          .flatMap(List::stream)
          .map(Job::tenant)
          .toList();
    }

    @Test
    void ten_thousand_jobs_of_one_owner_do_not_starve_the_single_one_of_another() {
      for (int i = 0; i < 10; i++) {
        insertedOf(BERT, 1_000, 10);
      }
      assertThat(ownersOfNext(3)).containsOnly(BERT);

      // Younger and of lower priority, inserted once before and once after the other.
      Job low = inserted(samples.pendingOf(ANNA, NOW, -10));
      Job high = inserted(samples.pendingOf(CARL, NOW, -10));

      List<JobId> next = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        queue().claim("w", 1, NOW, LEASE).forEach(job -> next.add(job.id()));
      }
      assertThat(next).hasSize(3).contains(low.id(), high.id());
      assertThat(ownersOfNext(3)).containsOnly(BERT);
    }

    @Test
    void owners_take_turns_and_each_keeps_its_own_order() {
      List<Job> anna = insertedOf(ANNA, 3, 0);
      List<Job> bert = insertedOf(BERT, 3, 5);
      List<Job> carl = insertedOf(CARL, 1, -5);

      List<Job> claimed = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        claimed.addAll(queue().claim("w", 1, NOW, LEASE));
      }

      assertThat(claimed.subList(0, 3)).extracting(Job::tenant).containsOnlyOnce(ANNA, BERT, CARL);
      assertThat(claimed.subList(3, 5)).extracting(Job::tenant).containsOnlyOnce(ANNA, BERT);
      for (List<Job> own : List.of(anna, bert, carl)) {
        assertThat(
                claimed.stream()
                    .map(Job::id)
                    .filter(id -> own.stream().anyMatch(j -> j.id().equals(id))))
            .containsExactlyElementsOf(own.stream().map(Job::id).toList());
      }
    }

    @Test
    void several_jobs_at_once_are_dealt_out_as_well() {
      insertedOf(ANNA, 20, 9);
      insertedOf(BERT, 2, 0);
      insertedOf(CARL, 1, 0);

      assertThat(queue().claim("w", 6, NOW, LEASE))
          .extracting(Job::tenant)
          .containsExactlyInAnyOrder(ANNA, ANNA, ANNA, BERT, BERT, CARL);
      assertThat(queue().claim("w", 6, NOW, LEASE)).hasSize(6);
    }

    @Test
    void an_owner_with_as_many_running_as_it_may_waits_and_others_do_not() {
      insertedOf(ANNA, 8, 0);
      insertedOf(BERT, 1, 0);

      List<Job> first = queue().claim("w", 6, 2, NOW, LEASE);
      assertThat(first).extracting(Job::tenant).containsExactlyInAnyOrder(ANNA, ANNA, BERT);
      assertThat(queue().claim("w", 6, 2, NOW, LEASE)).isEmpty();
      assertThat(queue().count(ANNA, JobStatus.PENDING)).isEqualTo(6);
      assertThat(queue().count(ANNA, JobStatus.PROCESSING)).isEqualTo(2);
      assertThat(queue().count(JobStatus.PENDING)).isEqualTo(6);
      assertThat(queue().count(JobStatus.PROCESSING)).isEqualTo(3);
      assertThat(queue().count(JobStatus.SKIPPED)).isZero();

      Job over = first.stream().filter(job -> job.tenant().equals(ANNA)).findFirst().orElseThrow();
      store().move(over.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), NOW), List.of());

      assertThat(queue().claim("w", 6, 2, NOW, LEASE))
          .extracting(Job::tenant)
          .containsExactly(ANNA);
      assertThat(queue().count(ANNA, JobStatus.FAILED)).isEqualTo(1);
      assertThat(queue().count(CARL, JobStatus.PENDING)).isZero();
    }
  }

  /** The next due moment, and listeners that are woken. */
  @Nested
  class Wakeups {
    @Test
    void the_next_due_moment_is_that_of_the_earliest_waiting_job() {
      assertThat(queue().nextDue()).isEmpty();
      for (JobStatus status : JobStatus.values()) {
        if (status != JobStatus.PENDING) {
          inserted(samples.in(status, NOW.plus(LEASE)));
        }
      }
      assertThat(queue().nextDue()).as("none waits").isEmpty();

      inserted(samples.pending().toBuilder().dueAt(NOW.plusSeconds(9)).build());
      inserted(samples.pending().toBuilder().dueAt(NOW.plusSeconds(5)).build());

      assertThat(queue().nextDue()).contains(NOW.plusSeconds(5));
    }

    @Test
    void a_listener_hears_of_an_insert_and_finds_the_job_there() throws Exception {
      Job job = samples.pending();
      CountDownLatch heard = new CountDownLatch(1);
      queue()
          .onWakeup(
              () -> {
                if (store().find(job.id()).isPresent()) {
                  heard.countDown();
                }
              });

      inserted(job);

      assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_listener_hears_of_a_job_that_waits_again() throws Exception {
      Job held = running();
      CountDownLatch heard = new CountDownLatch(1);
      queue()
          .onWakeup(
              () -> {
                if (found(held.id()).status() == JobStatus.PENDING) {
                  heard.countDown();
                }
              });

      store().move(held.released(NOW), List.of());

      assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_listener_that_throws_harms_nobody() throws Exception {
      CountDownLatch heard = new CountDownLatch(1);
      queue()
          .onWakeup(
              () -> {
                throw new IllegalStateException("a listener of a test");
              });
      queue().onWakeup(heard::countDown);

      try (CapturedLog ignored = CapturedLog.start()) {
        Job job = inserted(samples.pending());

        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(found(job.id())).isEqualTo(job);
      }
    }
  }
}
