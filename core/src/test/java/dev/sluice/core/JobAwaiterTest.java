package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.JobEvents;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JobAwaiterTest {
  private static final JobId ID = new JobId(new UUID(0, 1));
  private static final Job WAITING =
      Job.submitted(
          ID, TenantId.LOCAL, JobRequest.of("https://media.example/a.mp4"), Instant.EPOCH);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger reads = new AtomicInteger();

  /** A store whose reads take a second each. */
  private Job slowRead() {
    reads.incrementAndGet();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    return WAITING;
  }

  private JobAwaiter awaiter() {
    return new JobAwaiter(new JobEvents(), ID, this::slowRead, nanos::get);
  }

  @Test
  void the_time_that_a_slow_store_takes_counts() throws Exception {
    assertThat(awaiter().await(Duration.ofSeconds(2))).isEmpty();

    assertThat(reads).hasValue(2);
  }

  @Test
  void no_time_at_all_is_one_read() throws Exception {
    assertThat(awaiter().await(Duration.ZERO)).isEmpty();
    assertThat(awaiter().await(Duration.ofSeconds(-1))).isEmpty();

    assertThat(reads).hasValue(2);
  }
}
