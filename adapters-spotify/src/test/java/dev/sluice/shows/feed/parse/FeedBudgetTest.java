package dev.sluice.shows.feed.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class FeedBudgetTest {
  @Test
  void a_host_may_be_silent_for_a_minute_and_not_beyond_the_deadline() {
    assertThat(budget(Duration.ofMinutes(5)).patience()).isEqualTo(Duration.ofMinutes(1));
    assertThat(budget(Duration.ofSeconds(7)).patience()).isEqualTo(Duration.ofSeconds(7));
  }

  private static FeedBudget budget(Duration time) {
    return new FeedBudget(
        SourceUrl.parse("https://feeds.example/feed.xml"),
        InstantSource.fixed(Instant.EPOCH),
        Instant.EPOCH.plus(time));
  }
}
