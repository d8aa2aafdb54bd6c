package dev.sluice.core.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private static Optional<ClockRecord> seen(Instant at) {
    return Optional.of(new ClockRecord(at, Optional.empty()));
  }

  private static ClockCheck check(Optional<ClockRecord> last, Instant now) {
    return ClockCheck.of(last, now, false);
  }

  @Test
  void a_clock_that_moves_in_steps_is_trusted() {
    assertThat(check(seen(NOW), NOW.plusSeconds(60)))
        .isEqualTo(new ClockCheck(seen(NOW.plusSeconds(60)).orElseThrow(), true, false));
    assertThat(check(seen(NOW), NOW.plus(ClockCheck.LONGEST_STEP)).mayDelete()).isTrue();
  }

  @Test
  void a_clock_that_leaps_forward_is_waited_for_once() {
    Instant leapt = NOW.plus(YEAR);

    ClockCheck first = check(seen(NOW), leapt);
    ClockCheck second = check(Optional.of(first.next()), leapt.plusSeconds(60));

    assertThat(first)
        .isEqualTo(new ClockCheck(new ClockRecord(leapt, Optional.of(leapt)), false, true));
    assertThat(second.mayDelete()).isFalse();
    assertThat(second.waitBegins()).isFalse();
    assertThat(second.next().waitingSince()).contains(leapt);
  }

  @Test
  void a_clock_that_is_not_set_right_for_a_day_is_trusted() {
    Instant leapt = NOW.plus(YEAR);
    Optional<ClockRecord> waiting = Optional.of(new ClockRecord(leapt, Optional.of(leapt)));

    assertThat(check(waiting, leapt.plus(ClockCheck.WAIT).minusMillis(1)).mayDelete()).isFalse();

    ClockCheck after = check(waiting, leapt.plus(ClockCheck.WAIT));
    assertThat(after.mayDelete()).isTrue();
    assertThat(after.next().waitingSince()).isEmpty();
  }

  @Test
  void a_clock_that_leaps_during_the_wait_begins_another_wait() {
    Instant leapt = NOW.plus(YEAR);
    Optional<ClockRecord> waiting =
        Optional.of(new ClockRecord(NOW.plusSeconds(60), Optional.of(NOW)));

    assertThat(check(waiting, leapt))
        .isEqualTo(new ClockCheck(new ClockRecord(leapt, Optional.of(leapt)), false, true));
  }

  @Test
  void a_clock_that_is_set_right_again_is_trusted_at_once() {
    Instant leapt = NOW.plus(YEAR);
    Optional<ClockRecord> waiting = Optional.of(new ClockRecord(leapt, Optional.of(leapt)));

    ClockCheck right = check(waiting, NOW.plusSeconds(60));

    assertThat(right)
        .isEqualTo(new ClockCheck(seen(NOW.plusSeconds(60)).orElseThrow(), true, false));
  }

  @Test
  void a_clock_that_was_set_back_does_not_leap_from_then_on() {
    ClockCheck back = check(seen(NOW.plus(YEAR)), NOW);

    assertThat(back.mayDelete()).isTrue();
    assertThat(check(Optional.of(back.next()), NOW.plusSeconds(60)).mayDelete()).isTrue();
  }

  @Test
  void a_database_that_was_never_looked_at_waits_only_if_something_would_be_deleted() {
    assertThat(ClockCheck.of(Optional.empty(), NOW, false).mayDelete()).isTrue();
    assertThat(ClockCheck.of(Optional.empty(), NOW, true))
        .isEqualTo(new ClockCheck(new ClockRecord(NOW, Optional.of(NOW)), false, true));
  }
}
