package dev.sluice.core.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.WebhookTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryScheduleTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void pauses_grow_for_three_days_and_then_end() {
    List<Instant> tries = allTries(new UUID(3, 4));

    assertThat(tries).hasSizeBetween(10, 20);
    assertThat(Duration.between(NOON, tries.get(0)))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    assertThat(Duration.between(NOON, tries.get(tries.size() - 1)))
        .isBetween(Duration.ofHours(48), Duration.ofHours(72));
  }

  @Test
  void two_that_failed_together_do_not_come_back_together() {
    assertThat(allTries(new UUID(3, 4)).get(0)).isNotEqualTo(allTries(new UUID(5, 6)).get(0));
  }

  @Test
  void a_receiver_that_asks_for_time_gets_it() {
    assertThat(DeliverySchedule.next(fresh(new UUID(1, 1)), NOON, asked(Duration.ofMinutes(20))))
        .contains(NOON.plus(Duration.ofMinutes(20)));
  }

  @Test
  void a_receiver_that_asks_for_a_month_gets_a_day() {
    assertThat(DeliverySchedule.next(fresh(new UUID(1, 1)), NOON, asked(Duration.ofDays(30))))
        .contains(NOON.plus(Duration.ofDays(1)));
  }

  private static List<Instant> allTries(UUID id) {
    List<Instant> tries = new ArrayList<>();
    Notification notification = fresh(id);
    Optional<Instant> next = DeliverySchedule.next(notification, NOON, Optional.empty());
    while (next.isPresent()) {
      tries.add(next.get());
      notification = notification.postponed("no", Optional.empty(), next.get());
      next = DeliverySchedule.next(notification, next.get(), Optional.empty());
    }
    return tries;
  }

  private static Optional<Duration> asked(Duration duration) {
    return Optional.of(duration);
  }

  private static Notification fresh(UUID id) {
    return Notification.of(
        id,
        new JobId(new UUID(0, 1)),
        Notification.Kind.JOB_COMPLETED,
        WebhookTarget.parse("https://example.com/hook"),
        NOON);
  }
}
