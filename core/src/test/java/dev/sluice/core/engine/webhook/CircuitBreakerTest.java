package dev.sluice.core.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final CircuitBreaker breaker = new CircuitBreaker(3);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(NOON);
    }
  }

  @Test
  void it_opens_at_the_third_failure_in_a_row() {
    fail(2);
    breaker.succeeded();
    fail(2);
    assertThat(breaker.openUntil(NOON)).isEmpty();

    breaker.failed(NOON);

    assertThat(breaker.openUntil(NOON)).contains(NOON.plusSeconds(10));
  }

  @Test
  void after_the_pause_one_call_is_tried() {
    fail(3);

    assertThat(breaker.openUntil(NOON.plusSeconds(10))).isEmpty();
    assertThat(breaker.isClosed()).isFalse();
    breaker.succeeded();
    assertThat(breaker.isClosed()).isTrue();
  }

  @Test
  void pauses_grow_up_to_ten_minutes() {
    fail(2);
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      breaker.failed(NOON);
      pauses.add(Duration.between(NOON, breaker.openUntil(NOON).orElseThrow()));
    }

    assertThat(pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(10L, 30L, 60L, 120L, 300L, 600L, 600L, 600L);
  }

  @Test
  void a_clock_that_was_set_back_ends_the_pause() {
    fail(3);

    assertThat(breaker.openUntil(NOON.minusSeconds(3_600))).isEmpty();
  }
}
