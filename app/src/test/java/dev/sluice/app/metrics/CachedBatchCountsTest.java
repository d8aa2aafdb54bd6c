package dev.sluice.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CachedBatchCountsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(JobSamples.START);
  private Duration length = Duration.ZERO;
  private int counted;
  private final CachedBatchCounts figures = new CachedBatchCounts(this::count, now::get);

  @Test
  void what_takes_long_to_count_is_counted_rarely() {
    length = Duration.ofMillis(700);

    figures.now();
    later(Duration.ofSeconds(13));
    figures.now();
    assertThat(counted).isEqualTo(1);

    later(Duration.ofSeconds(2));
    figures.now();
    assertThat(counted).isEqualTo(2);
  }

  @Test
  void what_is_quick_to_count_is_a_second_old_at_most() {
    length = Duration.ofMillis(2);

    figures.now();
    figures.now();
    later(Duration.ofMillis(1_100));

    assertThat(figures.now()).isEqualTo(new Batch.Counts(1, 2, 3));
    assertThat(counted).isEqualTo(2);
  }

  private Batch.Counts count() {
    counted++;
    later(length);
    return new Batch.Counts(1, 2, 3);
  }

  private void later(Duration by) {
    now.updateAndGet(then -> then.plus(by));
  }
}
