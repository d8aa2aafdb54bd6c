package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Lease;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Step;
import dev.sluice.core.port.store.JobStore.Beat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link dev.sluice.core.port.store.JobStore} promises. An adapter's test extends this
 * class, hands in its store and is done; the cases about inserts, lists, moves, reservations and
 * arrivals stand in the classes above, those of the queue here.
 */
public abstract class JobStoreContract extends JobListsContract {
  private static final Progress HALF =
      new Progress(Step.MUXING, 50.5, 1_000, OptionalLong.of(2_000), 500);

  @Test
  protected void the_higher_priority_is_claimed_first_then_the_older_job() {
    Job low = samples.pendingAt(NOW.minusSeconds(50), -10);
    Job young = samples.pendingAt(NOW.minusSeconds(1), 0);
    Job old = samples.pendingAt(NOW.minusSeconds(30), 0);
    Job high = samples.pendingAt(NOW, 10);
    store().insert(List.of(low, young, old, high));

    List<JobId> oneByOne = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      store().claim("w", 1, NOW, LEASE).forEach(job -> oneByOne.add(job.id()));
    }

    assertThat(oneByOne).containsExactly(high.id(), old.id(), young.id(), low.id());
  }

  @Test
  protected void several_jobs_are_claimed_in_the_same_order_and_no_more_than_asked() {
    Job low = samples.pendingAt(NOW.minusSeconds(50), -1);
    Job young = samples.pendingAt(NOW.minusSeconds(1));
    Job old = samples.pendingAt(NOW.minusSeconds(30));
    store().insert(List.of(low, young, old));

    assertThat(store().claim("w", 2, NOW, LEASE))
        .extracting(Job::id)
        .containsExactly(old.id(), young.id());
    assertThat(store().claim("w", 2, NOW, LEASE)).extracting(Job::id).containsExactly(low.id());
    assertThat(store().claim("w", 2, NOW, LEASE)).isEmpty();
  }

  @Test
  protected void a_claim_is_the_move_that_the_job_describes() {
    Job waiting = inserted(samples.pendingAt(NOW.minusSeconds(3)));

    List<Job> claimed = store().claim("host/1", 5, NOW, LEASE);

    assertThat(claimed).containsExactly(waiting.claimed(new Lease("host/1", NOW.plus(LEASE)), NOW));
    assertThat(found(waiting.id())).isEqualTo(claimed.get(0));
  }

  @Test
  protected void a_job_is_not_claimed_before_it_is_due() {
    Job later = inserted(samples.pending().toBuilder().dueAt(NOW.plusSeconds(5)).build());

    assertThat(store().claim("w", 1, NOW.plusSeconds(5).minusMillis(1), LEASE)).isEmpty();

    assertThat(store().claim("w", 1, NOW.plusSeconds(5), LEASE))
        .extracting(Job::id)
        .containsExactly(later.id());
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  protected void only_a_waiting_job_and_one_whose_lease_ran_out_are_claimed(JobStatus status) {
    Job job = inserted(samples.in(status, NOW.minusSeconds(1)));

    List<Job> claimed = store().claim("w", 1, NOW, LEASE);

    assertThat(claimed).hasSize(status.isFinal() ? 0 : 1);
    assertThat(found(job.id()).version()).isEqualTo(job.version() + claimed.size());
  }

  @Test
  protected void a_lease_that_runs_is_left_alone_and_one_that_ran_out_is_a_death() {
    Job held = running();

    assertThat(store().claim("w2", 1, NOW.plus(LEASE).minusMillis(1), LEASE)).isEmpty();
    List<Job> taken = store().claim("w2", 1, NOW.plus(LEASE), LEASE);

    assertThat(taken)
        .containsExactly(
            held.claimed(new Lease("w2", NOW.plus(LEASE).plus(LEASE)), NOW.plus(LEASE)));
    assertThat(taken.get(0).deaths()).isEqualTo(1);
    assertThat(taken.get(0).attempt()).isEqualTo(2);
  }

  @Test
  protected void jobs_whose_lease_ran_out_come_before_all_others() {
    Job abandoned = samples.in(JobStatus.PROCESSING, NOW.minusSeconds(1));
    store().insert(List.of(samples.pendingAt(NOW.minusSeconds(99), 10), abandoned));

    assertThat(store().claim("w", 1, NOW, LEASE))
        .extracting(Job::id)
        .containsExactly(abandoned.id());
  }

  @ParameterizedTest
  @EnumSource(
      value = JobStatus.class,
      names = {"PENDING", "PROCESSING"})
  protected void claimers_never_share_a_job(JobStatus status) {
    List<Job> jobs =
        Stream.generate(() -> samples.in(status, NOW.minusSeconds(1))).limit(150).toList();
    store().insert(jobs);

    List<List<JobId>> each =
        ConcurrentCalls.run(
            6,
            i -> {
              List<JobId> mine = new ArrayList<>();
              List<Job> claimed = store().claim("w" + i, i + 1, NOW, LEASE);
              // A claim may come back empty while others hold what it saw.
              for (int empty = 0; empty < 20; empty += claimed.isEmpty() ? 1 : 0) {
                claimed.forEach(job -> mine.add(job.id()));
                claimed = store().claim("w" + i, i + 1, NOW, LEASE);
              }
              return mine;
            });

    assertThat(each.stream().flatMap(List::stream))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(jobs.stream().map(Job::id).toList());
  }

  @Test
  protected void a_heartbeat_extends_the_lease_and_shows_progress_without_a_move() {
    Job held = running();
    Instant until = NOW.plusSeconds(60);

    assertThat(store().heartbeat(List.of(new Beat(held.id(), 1, HALF)), until))
        .containsExactly(held.id());

    Job seen = found(held.id());
    assertThat(seen)
        .isEqualTo(
            held.withProgress(HALF).toBuilder().lease(Optional.of(new Lease("w1", until))).build());
    assertThat(store().claim("w2", 1, until.minusMillis(1), LEASE)).isEmpty();
    assertThat(store().move(held.released(NOW), List.of())).as("the version stayed").isTrue();
  }

  @Test
  protected void a_heartbeat_of_another_attempt_changes_nothing() {
    Job held = running();

    for (int attempt : new int[] {0, 2, 99}) {
      Beat beat = new Beat(held.id(), attempt, HALF);
      assertThat(store().heartbeat(List.of(beat), NOW.plusSeconds(60))).isEmpty();
    }

    assertThat(found(held.id())).isEqualTo(held);
  }

  @Test
  protected void the_end_of_an_attempt_is_wished_once_and_for_that_attempt() {
    Job held = running();
    Job other = running();
    Job paused = inserted(samples.pending());
    Set<JobId> all = Set.of(held.id(), other.id(), paused.id(), samples.id());
    assertThat(store().wishedEnds(all)).isEmpty();

    assertThat(store().wishEnd(held.id(), 2)).isFalse();
    assertThat(store().wishEnd(paused.id(), 0)).isFalse();
    assertThat(store().wishEnd(samples.id(), 1)).isFalse();
    assertThat(store().wishEnd(held.id(), 1)).isTrue();
    assertThat(store().wishEnd(held.id(), 1)).isFalse();

    store().heartbeat(List.of(new Beat(held.id(), 1, HALF)), NOW.plus(LEASE));
    assertThat(store().wishedEnds(all)).containsExactly(held.id());
    assertThat(store().wishedEnds(Set.of(other.id()))).isEmpty();
    assertThat(store().wishedEnds(Set.of())).isEmpty();

    Job taken = store().claim("w2", 2, NOW.plus(LEASE), LEASE).get(0);
    assertThat(store().wishedEnds(all)).as("another attempt").isEmpty();
    assertThat(store().wishEnd(taken.id(), 2)).isTrue();
    store().move(taken.failed(new JobFailure(FailureCode.CANCELLED, "gone"), NOW), List.of());
    assertThat(store().wishedEnds(all)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  protected void only_a_running_job_is_held(JobStatus status) {
    Job job = inserted(samples.in(status, NOW.plus(LEASE)));
    Beat beat = new Beat(job.id(), job.attempt(), HALF);

    boolean held = store().heartbeat(List.of(beat), NOW.plusSeconds(60)).contains(job.id());

    assertThat(held).isEqualTo(status == JobStatus.PROCESSING);
    assertThat(found(job.id()).equals(job)).isEqualTo(!held);
  }

  @Test
  protected void of_many_beats_the_held_jobs_come_back() {
    Job lost = running();
    store().move(lost.failed(new JobFailure(FailureCode.CANCELLED, "gone"), NOW), List.of());
    Job held = running();
    Job other = running();
    List<Beat> beats =
        List.of(
            new Beat(samples.id(), 1, HALF),
            new Beat(held.id(), 1, HALF),
            new Beat(lost.id(), 1, HALF),
            new Beat(other.id(), 1, HALF));

    assertThat(store().heartbeat(beats, NOW.plusSeconds(60)))
        .containsExactlyInAnyOrder(held.id(), other.id());
    assertThat(store().heartbeat(List.of(), NOW)).isEmpty();
  }

  @Test
  protected void a_worker_whose_job_was_taken_hears_it_at_its_next_beat() {
    Job held = running();
    Job taken = store().claim("w2", 1, NOW.plus(LEASE), LEASE).get(0);

    assertThat(store().heartbeat(List.of(new Beat(held.id(), 1, HALF)), NOW.plusSeconds(99)))
        .isEmpty();

    assertThat(found(held.id())).isEqualTo(taken);
  }

  @Test
  protected void a_lease_that_is_beaten_in_time_is_never_taken() {
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
              return store().heartbeat(List.of(new Beat(held.id(), 1, HALF)), until);
            }
            taken.set(store().claim("w2", 1, now, LEASE));
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
