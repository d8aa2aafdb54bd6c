package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryTurnTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long LONGEST = MemoryTurn.LONGEST.toNanos();

  private final HeapBudget budget = new HeapBudget(1_000);
  private final MemoryTurn turn = new MemoryTurn(budget);

  /** Returns a job that found no memory in so many attempts and is claimed again. */
  private static Job claimedAfter(int shortages) {
    Job.Lease lease = new Job.Lease("here", NOW.plusSeconds(10));
    Job.Failure why = new Job.Failure(FailureCode.MEMORY_SHORT, "Other jobs hold it");
    Job job =
        Job.submitted(
                new JobId(new UUID(7, 7)),
                TenantId.LOCAL,
                JobRequest.of("https://media.example/a"),
                NOW)
            .claimed(lease, NOW);
    for (int i = 0; i < shortages; i++) {
      job = job.excused(Excuses.Reason.MEMORY, why, NOW).claimed(lease, NOW);
    }
    return job;
  }

  @Test
  void a_job_waits_after_three_attempts_without_memory() {
    assertThat(turn.takes(claimedAfter(2), 0)).isFalse();
    assertThat(turn.takes(claimedAfter(3), 0)).isTrue();
    assertThat(turn.takes(claimedAfter(3), 0)).as("one at a time").isFalse();
  }

  @Test
  void a_job_that_waits_too_long_leaves_its_place_and_the_half_of_the_budget() {
    Job job = claimedAfter(3);
    turn.takes(job, 5);

    assertThat(turn.overdue(5 + LONGEST)).isEmpty();
    assertThat(turn.overdue(6 + LONGEST)).contains(job);

    assertThat(turn.job()).isEmpty();
    assertThat(turn.poll()).isEmpty();
    try (HeapBudget.Reservation next = budget.open()) {
      next.awaitHalf();
      assertThat(next.hasHalf()).isTrue();
    }
  }

  @Test
  void a_job_that_was_released_waits_again() {
    Job.Lease lease = new Job.Lease("elsewhere", NOW.plusSeconds(10));

    assertThat(turn.takes(claimedAfter(3).released(NOW).claimed(lease, NOW), 0)).isTrue();
  }
}
