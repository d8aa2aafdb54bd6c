package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@link dev.sluice.core.port.store.JobStore} as an alarm clock: when is the next job due, who is
 * woken.
 */
abstract class JobArrivalsContract extends JobFilesContract {
  @Test
  protected void the_next_due_moment_is_that_of_the_earliest_waiting_job() {
    assertThat(store().nextDue()).isEmpty();
    for (JobStatus status : JobStatus.values()) {
      if (status != JobStatus.PENDING) {
        inserted(samples.in(status, NOW.plus(LEASE)));
      }
    }
    assertThat(store().nextDue()).as("none waits").isEmpty();

    inserted(samples.pending().toBuilder().dueAt(NOW.plusSeconds(9)).build());
    inserted(samples.pending().toBuilder().dueAt(NOW.plusSeconds(5)).build());

    assertThat(store().nextDue()).contains(NOW.plusSeconds(5));
  }

  @Test
  protected void a_listener_hears_of_an_insert_and_finds_the_job_there() throws Exception {
    Job job = samples.pending();
    CountDownLatch heard = new CountDownLatch(1);
    store()
        .onArrival(
            () -> {
              if (store().find(job.id()).isPresent()) {
                heard.countDown();
              }
            });

    inserted(job);

    assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  protected void a_listener_hears_of_a_job_that_waits_again() throws Exception {
    Job held = running();
    CountDownLatch heard = new CountDownLatch(1);
    store()
        .onArrival(
            () -> {
              if (found(held.id()).status() == JobStatus.PENDING) {
                heard.countDown();
              }
            });

    store().move(held.released(NOW), List.of());

    assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  protected void a_listener_that_throws_harms_nobody() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    store()
        .onArrival(
            () -> {
              throw new IllegalStateException("a listener of a test");
            });
    store().onArrival(heard::countDown);

    Job job = inserted(samples.pending());

    assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(found(job.id())).isEqualTo(job);
  }
}
