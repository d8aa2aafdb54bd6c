package dev.sluice.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExpiringCacheTest {
  private Instant now = Instant.EPOCH;
  private final ExpiringCache<String, Integer> cache =
      new ExpiringCache<>(() -> now, Duration.ofMinutes(1), 10);

  @Test
  void a_value_is_found_until_it_expires() {
    cache.put("a", 1, 5);

    now = now.plusSeconds(59);
    assertThat(cache.get("a")).contains(1);
    now = now.plusSeconds(1);
    assertThat(cache.get("a")).isEmpty();
  }

  @Test
  void a_new_value_replaces_the_one_before_and_lives_its_own_time() {
    cache.put("a", 1, 5);
    now = now.plusSeconds(50);
    cache.put("a", 2, 5);

    now = now.plusSeconds(50);
    assertThat(cache.get("a")).contains(2);
  }

  @Test
  void the_oldest_is_removed_if_all_weigh_too_much() {
    cache.put("a", 1, 5);
    cache.put("b", 2, 5);
    cache.put("a", 3, 5);
    cache.put("c", 4, 5);

    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.get("a")).contains(3);
    assertThat(cache.get("c")).contains(4);
  }

  @Test
  void a_value_that_weighs_too_much_by_itself_is_not_kept() {
    cache.put("b", 2, 5);
    cache.put("a", 1, 11);
    cache.put("c", 3, 5);

    assertThat(cache.get("a")).isEmpty();
    assertThat(cache.get("b")).contains(2);
    assertThat(cache.get("c")).contains(3);
  }
}
