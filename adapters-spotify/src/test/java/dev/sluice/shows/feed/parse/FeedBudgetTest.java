package dev.sluice.shows.feed.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FeedText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class FeedBudgetTest {
  private static final String TEXT =
      "<title>t</title><description>"
          + "x".repeat(20_000)
          + "</description><enclosure url='https://media.example/1.mp3' type='audio/mpeg'/>";

  private final HeapBudget memory = new HeapBudget(2 << 20);

  @Test
  void a_host_may_be_silent_for_a_minute_and_not_beyond_the_deadline() {
    assertThat(budget(Duration.ofMinutes(5)).patience()).isEqualTo(Duration.ofMinutes(1));
    assertThat(budget(Duration.ofSeconds(7)).patience()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void items_take_what_one_job_may_take() {
    FeedBudget feed = budget(Duration.ofMinutes(5));
    FeedItem item = FeedDocuments.page(FeedText.rss("Show").item(TEXT).document()).items().get(0);
    assertThat(item.weight()).isBetween(20_000L, 25_000L);
    for (int i = 0; i < 40; i++) {
      feed.item(item);
    }
    assertThat(memory.reserved()).isEqualTo(40 * item.weight());

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                feed.item(item);
              }
            })
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.FEED_TOO_LARGE))
        .hasMessageContaining("has items of more than 1 MB");
  }

  @Test
  void items_that_find_no_memory_beside_jobs_fail_as_short() {
    memory.open().require(1 << 20, "the test");
    memory.open().require(1 << 20, "the test");

    assertThatThrownBy(
            () ->
                budget(Duration.ofMinutes(5))
                    .item(
                        FeedDocuments.page(FeedText.rss("Show").item(TEXT).document())
                            .items()
                            .get(0)))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MEMORY_SHORT));
  }

  private FeedBudget budget(Duration time) {
    return new FeedBudget(
        SourceUrl.parse("https://feeds.example/feed.xml"),
        InstantSource.fixed(Instant.EPOCH),
        Instant.EPOCH.plus(time),
        memory.open());
  }
}
