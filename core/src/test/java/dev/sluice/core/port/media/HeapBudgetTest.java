package dev.sluice.core.port.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapBudgetTest {
  private static final long MB = 1 << 20;

  private final HeapBudget budget = new HeapBudget(80 * MB);
  private final HeapBudget.Reservation first = budget.open();
  private final HeapBudget.Reservation second = budget.open();
  private final HeapBudget.Reservation third = budget.open();

  private static void assertFails(FailureCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(SluiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void a_job_may_take_half_whatever_the_others_hold() {
    first.require(30 * MB, "a");
    second.require(25 * MB, "b");
    second.require(15 * MB, "c");

    assertThat(budget.reserved()).isEqualTo(70 * MB);
    assertFails(FailureCode.MEMORY_SHORT, () -> third.require(11 * MB, "d"));
    third.require(10 * MB, "d");
    assertThat(budget.reserved()).isEqualTo(80 * MB);
  }

  @Test
  void more_than_half_is_too_large_for_one_job_even_alone() {
    first.require(30 * MB, "a");
    assertThat(first.left()).isEqualTo(10 * MB);
    first.require(10 * MB, "b");

    assertThatThrownBy(() -> first.require(1, "the manifest"))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED))
        .hasMessage(
            "With the manifest the job would take more memory than the 40 MB that one job may"
                + " have; ask for fewer tracks, or let the operator raise the heap (-Xmx)");
    assertThat(budget.reserved()).isEqualTo(40 * MB);
  }

  @Test
  void the_others_fail_at_once_until_the_job_of_the_other_half_has_ended() {
    first.require(30 * MB, "a");
    second.require(30 * MB, "b");
    third.require(8 * MB, "c");

    assertThatThrownBy(() -> first.require(3 * MB, "the parts of the upload"))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.MEMORY_SHORT);
              assertThat(e.retryAfter())
                  .hasValueSatisfying(pause -> assertThat(pause).hasSeconds(5));
            })
        .hasMessage(
            "Other jobs hold the memory that is needed for the parts of the upload; the job is"
                + " tried again in a moment");
    second.close();
    assertThat(budget.reserved()).isEqualTo(38 * MB);
    first.require(10 * MB, "c");
  }

  @Test
  void the_other_half_is_free_again_when_its_job_fits_into_the_common_half() {
    first.require(30 * MB, "a");
    second.require(30 * MB, "b");
    second.release(20 * MB);

    third.require(40 * MB, "c");

    assertThat(budget.reserved()).isEqualTo(80 * MB);
  }

  @Test
  void what_is_loaded_ahead_is_a_quarter_at_most_and_never_of_the_other_half() {
    assertThat(first.tryAhead(20 * MB)).isTrue();
    assertThat(second.tryAhead(1)).isFalse();
    first.releaseAhead(15 * MB);
    second.require(35 * MB, "a");

    assertThat(first.tryAhead(1)).isFalse();
    second.release(1);
    assertThat(first.tryAhead(1)).isTrue();
  }

  @Test
  void what_is_loaded_ahead_does_not_count_for_the_limit_of_its_job() {
    assertThat(first.tryAhead(20 * MB)).isTrue();

    first.require(40 * MB, "a");

    assertThat(budget.reserved()).isEqualTo(60 * MB);
  }

  @Test
  void a_closed_reservation_holds_nothing_and_takes_nothing() {
    first.require(30 * MB, "a");
    assertThat(first.tryAhead(MB)).isTrue();

    first.close();
    first.require(100 * MB, "b");
    first.release(MB);
    first.releaseAhead(MB);

    assertThat(first.tryAhead(100 * MB)).isTrue();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void the_other_half_goes_to_the_jobs_that_wait_for_it_in_their_order() {
    first.require(30 * MB, "a");
    second.require(30 * MB, "b");
    third.awaitHalf();
    HeapBudget.Reservation fourth = budget.open();
    fourth.awaitHalf();
    HeapBudget.Reservation other = budget.open();
    assertThat(third.hasHalf()).isFalse();

    second.close();
    assertThat(third.hasHalf()).isTrue();
    assertFails(FailureCode.MEMORY_SHORT, () -> other.require(11 * MB, "c"));
    third.require(40 * MB, "d");
    third.close();
    assertThat(fourth.hasHalf()).isTrue();
    fourth.close();

    assertThat(budget.reserved()).isEqualTo(30 * MB);
    other.require(40 * MB, "c");
  }

  @Test
  void a_job_that_waited_keeps_the_other_half_although_it_fits_into_the_common_one() {
    third.awaitHalf();
    third.require(MB, "a");
    first.require(MB, "b");
    first.release(MB);

    assertThat(third.hasHalf()).isTrue();
    first.require(40 * MB, "b");
    third.require(39 * MB, "a");
    assertThat(budget.reserved()).isEqualTo(80 * MB);
  }

  @Test
  void a_job_that_no_longer_waits_does_not_get_the_other_half() {
    first.require(30 * MB, "a");
    second.require(30 * MB, "b");
    third.awaitHalf();
    third.close();

    second.close();

    assertThat(third.hasHalf()).isFalse();
    budget.open().require(40 * MB, "c");
  }

  @Test
  void only_a_job_that_holds_nothing_may_wait_so_that_no_deadlock_is_possible() {
    first.require(1, "a");
    assertThat(second.tryAhead(1)).isTrue();
    third.close();

    for (HeapBudget.Reservation each : List.of(first, second, third)) {
      assertThatThrownBy(each::awaitHalf).isInstanceOf(IllegalStateException.class);
    }
  }

  /** Small jobs without end, each of which is followed by the next at once. */
  @ParameterizedTest
  @CsvSource({"40, 1, 2", "30, 25, 2", "20, 20, 4", "7, 3, 9", "1, 1, 80"})
  void a_job_that_waits_gets_half_as_soon_as_the_jobs_before_it_have_ended(
      int even, int odd, int count) {
    Deque<HeapBudget.Reservation> running = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      running.add(small(i % 2 == 0 ? even : odd));
    }
    third.awaitHalf();

    for (int ended = 0; !third.hasHalf(); ended++) {
      assertThat(ended).isLessThan(count);
      running.remove().close();
      running.add(small(ended % 2 == 0 ? even : odd));
    }

    third.require(40 * MB, "a");
  }

  private HeapBudget.Reservation small(int megabytes) {
    HeapBudget.Reservation job = budget.open();
    // One that finds no memory holds none, and ends.
    job.tryRequire(megabytes * MB);
    return job;
  }

  @Test
  void new_work_waits_when_a_job_has_the_other_half_and_less_than_an_eighth_is_free() {
    first.require(31 * MB, "a");
    assertThat(budget.hasRoom()).isTrue();
    second.require(10 * MB, "b");
    assertThat(budget.hasRoom()).isFalse();

    first.release(MB);

    assertThat(budget.hasRoom()).isTrue();
  }
}
