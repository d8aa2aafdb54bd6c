package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link dev.sluice.core.port.store.IdempotencyStore}, which shares its
 * transactions with the store of its jobs.
 */
public abstract class IdempotencyStoreContract extends JobStoreFixture {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofHours(24);
  private static final String SAME = "a".repeat(64);
  private static final String OTHER = "b".repeat(64);

  private IdempotencyStore.Claim hold(String tenant, String key, String fingerprint) {
    return new IdempotencyStore.Claim(
        new TenantId(tenant), new IdempotencyKey(key), fingerprint, samples.id().value());
  }

  private IdempotencyStore.Claim hold() {
    return hold("one", "order-1", SAME);
  }

  private static StoredResponse answer(IdempotencyStore.Claim hold, String text) {
    return new StoredResponse(hold, text, NOW.plus(DAY));
  }

  private Job answered(IdempotencyStore.Claim hold, String text) {
    Job job = samples.pending();
    assertThat(idempotency().claim(hold, NOW, MINUTE)).isEmpty();
    store().insert(new NewJobs(List.of(job), Optional.of(answer(hold, text))));
    return job;
  }

  private static void refused(FailureCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SluiceException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  @Test
  protected void what_was_answered_is_said_again_to_the_same_request() {
    Job job = answered(hold(), "{\"job\":\"ž 🎬\"}");

    for (int i = 0; i < 3; i++) {
      assertThat(idempotency().claim(hold(), NOW.plusSeconds(i), MINUTE))
          .contains("{\"job\":\"ž 🎬\"}");
    }

    assertThat(found(job.id())).isEqualTo(job);
  }

  @Test
  protected void the_answer_about_a_large_show_is_kept_whole() {
    String answer = "{\"episode_jobs\":[" + "\"0123456789-Ünder\",".repeat(300_000) + "]}";

    answered(hold(), answer);

    assertThat(idempotency().claim(hold(), NOW.plusSeconds(1), MINUTE)).contains(answer);
  }

  @Test
  protected void while_a_request_is_in_progress_its_key_is_in_use() {
    idempotency().claim(hold(), NOW, MINUTE);

    refused(FailureCode.KEY_IN_USE, () -> idempotency().claim(hold(), NOW.plusSeconds(59), MINUTE));
  }

  @Test
  protected void another_request_may_not_have_the_key_before_or_after_the_answer() {
    IdempotencyStore.Claim first = hold();
    idempotency().claim(first, NOW, MINUTE);
    refused(
        FailureCode.KEY_REUSED,
        () -> idempotency().claim(hold("one", "order-1", OTHER), NOW.plusSeconds(1), MINUTE));

    store().insert(new NewJobs(List.of(samples.pending()), Optional.of(answer(first, "yes"))));

    refused(
        FailureCode.KEY_REUSED,
        () -> idempotency().claim(hold("one", "order-1", OTHER), NOW.plusSeconds(1), MINUTE));
    assertThat(idempotency().claim(hold(), NOW.plusSeconds(1), MINUTE)).contains("yes");
  }

  @Test
  protected void keys_of_other_owners_and_other_keys_are_others() {
    answered(hold("one", "k", SAME), "first");

    assertThat(idempotency().claim(hold("two", "k", SAME), NOW, MINUTE)).isEmpty();
    assertThat(idempotency().claim(hold("one", "K", SAME), NOW, MINUTE)).isEmpty();
    assertThat(idempotency().claim(hold("one", "k2", OTHER), NOW, MINUTE)).isEmpty();
    assertThat(idempotency().claim(hold("one", "x".repeat(255), SAME), NOW, MINUTE)).isEmpty();
    assertThat(idempotency().claim(hold("one", "x".repeat(254) + "y", SAME), NOW, MINUTE))
        .isEmpty();
  }

  @Test
  protected void a_key_that_was_given_up_is_free_for_any_request() {
    IdempotencyStore.Claim first = hold();
    idempotency().claim(first, NOW, MINUTE);

    idempotency().release(first);

    assertThat(idempotency().claim(hold("one", "order-1", OTHER), NOW, MINUTE)).isEmpty();
    assertThatCode(() -> idempotency().release(hold("nobody", "none", SAME)))
        .doesNotThrowAnyException();
  }

  @Test
  protected void giving_up_takes_nothing_from_others_and_no_answer_away() {
    IdempotencyStore.Claim gone = hold();
    idempotency().claim(gone, NOW, MINUTE);
    IdempotencyStore.Claim holder = hold();
    idempotency().claim(holder, NOW.plus(MINUTE), MINUTE);

    idempotency().release(gone);

    refused(FailureCode.KEY_IN_USE, () -> idempotency().claim(hold(), NOW.plus(MINUTE), MINUTE));
    store().insert(new NewJobs(List.of(samples.pending()), Optional.of(answer(holder, "yes"))));
    idempotency().release(holder);
    assertThat(idempotency().claim(hold(), NOW.plus(MINUTE), MINUTE)).contains("yes");
  }

  @Test
  protected void a_hold_whose_request_died_blocks_its_key_no_longer_than_the_lease() {
    idempotency().claim(hold(), NOW, MINUTE);

    assertThat(idempotency().claim(hold("one", "order-1", OTHER), NOW.plus(MINUTE), MINUTE))
        .isEmpty();
  }

  @Test
  protected void who_slept_past_the_lease_remembers_nothing() {
    IdempotencyStore.Claim sleeper = hold();
    idempotency().claim(sleeper, NOW, MINUTE);
    IdempotencyStore.Claim next = hold();
    idempotency().claim(next, NOW.plus(MINUTE), MINUTE);
    Job late = samples.pending();
    NewJobs late1 = new NewJobs(List.of(late), Optional.of(answer(sleeper, "late")));

    refused(FailureCode.KEY_IN_USE, () -> store().insert(late1));
    store().insert(new NewJobs(List.of(samples.pending()), Optional.of(answer(next, "next"))));
    refused(FailureCode.KEY_IN_USE, () -> store().insert(late1));

    assertThat(store().find(late.id())).isEmpty();
    assertThat(idempotency().claim(hold(), NOW.plus(MINUTE), MINUTE)).contains("next");
  }

  @Test
  protected void an_answer_is_kept_as_long_as_it_was_to_be_and_no_longer() {
    answered(hold(), "yes");

    assertThat(idempotency().claim(hold(), NOW.plus(DAY).minusMillis(1), MINUTE)).contains("yes");
    assertThat(idempotency().claim(hold("one", "order-1", OTHER), NOW.plus(DAY), MINUTE)).isEmpty();
  }

  @Test
  protected void jobs_that_cannot_be_inserted_leave_no_answer() {
    Job there = inserted(samples.pending());
    IdempotencyStore.Claim hold = hold();
    idempotency().claim(hold, NOW, MINUTE);

    assertThatThrownBy(
            () ->
                store()
                    .insert(
                        new NewJobs(
                            List.of(samples.pending(), there), Optional.of(answer(hold, "yes")))))
        .isInstanceOf(IllegalArgumentException.class);

    refused(FailureCode.KEY_IN_USE, () -> idempotency().claim(hold(), NOW, MINUTE));
    idempotency().release(hold);
    assertThat(idempotency().claim(hold(), NOW, MINUTE)).isEmpty();
  }

  @Test
  protected void of_many_that_take_a_key_at_once_one_gets_it_and_the_rest_hear_what_it_was_told() {
    for (int round = 0; round < 10; round++) {
      String key = "order-" + round;
      Instant now = NOW.plusSeconds(round);
      AtomicInteger taken = new AtomicInteger();
      IdempotencyStore.Claim[] holds = new IdempotencyStore.Claim[6];
      for (int i = 0; i < holds.length; i++) {
        holds[i] = hold("one", key, SAME);
      }
      Job[] jobs = new Job[holds.length];
      for (int i = 0; i < jobs.length; i++) {
        jobs[i] = samples.pendingOf(new TenantId("one"), now, 0);
      }

      List<Optional<String>> heard =
          ConcurrentCalls.run(
              holds.length,
              i -> {
                try {
                  Optional<String> before = idempotency().claim(holds[i], now, MINUTE);
                  if (before.isPresent()) {
                    return before;
                  }
                  taken.incrementAndGet();
                  store()
                      .insert(
                          new NewJobs(
                              List.of(jobs[i]),
                              Optional.of(answer(holds[i], jobs[i].id().toString()))));
                  return Optional.of(jobs[i].id().toString());
                } catch (SluiceException e) {
                  assertThat(e.code()).isEqualTo(FailureCode.KEY_IN_USE);
                  return Optional.<String>empty();
                }
              });

      assertThat(taken).hasValue(1);
      assertThat(heard.stream().flatMap(Optional::stream).distinct()).hasSize(1);
    }
    assertThat(store().list(JobQuery.of(new TenantId("one"))).total()).isEqualTo(10);
  }

  @Test
  protected void answers_survive_a_reopening() {
    Job job = answered(hold(), "yes");

    assumeTrue(reopened().isPresent(), "this store ends with its process");

    assertThat(idempotency().claim(hold(), NOW, MINUTE)).contains("yes");
    assertThat(found(job.id())).isEqualTo(job);
  }
}
