package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link dev.sluice.core.port.store.JobStore} as a queue that several owners share. */
abstract class JobTurnsContract extends JobArrivalsContract {
  private static final TenantId ANNA = new TenantId("anna");
  private static final TenantId BERT = new TenantId("bert");
  private static final TenantId CARL = new TenantId("carl");

  private List<Job> insertedOf(TenantId owner, int number, int priority) {
    List<Job> jobs =
        IntStream.range(0, number)
            .mapToObj(i -> samples.pendingOf(owner, NOW.minusSeconds(9_999 - i), priority))
            .toList();
    store().insert(jobs);
    return jobs;
  }

  private List<TenantId> ownersOfNext(int claims) {
    return Stream.generate(() -> store().claim("w", 1, NOW, LEASE))
        .limit(claims)
        .flatMap(List::stream)
        .map(Job::owner)
        .toList();
  }

  @Test
  protected void ten_thousand_jobs_of_one_owner_do_not_starve_the_single_one_of_another() {
    for (int i = 0; i < 10; i++) {
      insertedOf(BERT, 1_000, 10);
    }
    assertThat(ownersOfNext(3)).containsOnly(BERT);

    // Younger, and of lower priority; once before and once after the other in whatever order.
    Job low = inserted(samples.pendingOf(ANNA, NOW, -10));
    Job high = inserted(samples.pendingOf(CARL, NOW, -10));

    List<JobId> next = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      store().claim("w", 1, NOW, LEASE).forEach(job -> next.add(job.id()));
    }
    assertThat(next).hasSize(3).contains(low.id(), high.id());
    assertThat(ownersOfNext(3)).containsOnly(BERT);
  }

  @Test
  protected void owners_take_turns_and_each_keeps_its_own_order() {
    List<Job> anna = insertedOf(ANNA, 3, 0);
    List<Job> bert = insertedOf(BERT, 3, 5);
    List<Job> carl = insertedOf(CARL, 1, -5);

    List<Job> claimed = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      claimed.addAll(store().claim("w", 1, NOW, LEASE));
    }

    assertThat(claimed.subList(0, 3)).extracting(Job::owner).containsOnlyOnce(ANNA, BERT, CARL);
    assertThat(claimed.subList(3, 5)).extracting(Job::owner).containsOnlyOnce(ANNA, BERT);
    for (List<Job> own : List.of(anna, bert, carl)) {
      assertThat(
              claimed.stream()
                  .map(Job::id)
                  .filter(id -> own.stream().anyMatch(j -> j.id().equals(id))))
          .containsExactlyElementsOf(own.stream().map(Job::id).toList());
    }
  }

  @Test
  protected void several_jobs_at_once_are_dealt_out_as_well() {
    insertedOf(ANNA, 20, 9);
    insertedOf(BERT, 2, 0);
    insertedOf(CARL, 1, 0);

    assertThat(store().claim("w", 6, NOW, LEASE))
        .extracting(Job::owner)
        .containsExactlyInAnyOrder(ANNA, ANNA, ANNA, BERT, BERT, CARL);
    assertThat(store().claim("w", 6, NOW, LEASE)).hasSize(6);
  }

  @Test
  protected void an_owner_with_as_many_running_as_it_may_waits_and_others_do_not() {
    insertedOf(ANNA, 8, 0);
    insertedOf(BERT, 1, 0);

    List<Job> first = store().claim("w", 6, 2, NOW, LEASE);
    assertThat(first).extracting(Job::owner).containsExactlyInAnyOrder(ANNA, ANNA, BERT);
    assertThat(store().claim("w", 6, 2, NOW, LEASE)).isEmpty();
    assertThat(store().count(ANNA, JobStatus.PENDING)).isEqualTo(6);
    assertThat(store().count(ANNA, JobStatus.PROCESSING)).isEqualTo(2);
    assertThat(store().count(JobStatus.PENDING)).isEqualTo(6);
    assertThat(store().count(JobStatus.PROCESSING)).isEqualTo(3);
    assertThat(store().count(JobStatus.SKIPPED)).isZero();

    Job over = first.stream().filter(job -> job.owner().equals(ANNA)).findFirst().orElseThrow();
    store().move(over.failed(new JobFailure(FailureCode.NOT_MEDIA, "no media"), NOW), List.of());

    assertThat(store().claim("w", 6, 2, NOW, LEASE)).extracting(Job::owner).containsExactly(ANNA);
    assertThat(store().count(ANNA, JobStatus.FAILED)).isEqualTo(1);
    assertThat(store().count(CARL, JobStatus.PENDING)).isZero();
  }
}
