package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final JobRequest REQUEST = JobRequest.of("https://media.example/a.mp4");

  private final FakeMediaFetcher fetcher = FakeMediaFetcher.serving(FakeSource.ofSize(1_000));
  private final Database database = new InMemoryDatabase();

  private Sluice start(int workers) {
    return Sluice.builder()
        .fetcher(fetcher)
        .transcoder(new FakeTranscoder())
        .store(new InMemoryArtifactStore())
        .database(database)
        .workers(workers)
        .start();
  }

  private static Job result(CompletableFuture<Job> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_future_completes_with_the_job_as_it_ended() throws Exception {
    try (Sluice sluice = start(1)) {
      fetcher.openGate().close();
      JobId id = sluice.submit(REQUEST).id();
      CompletableFuture<Job> before = sluice.completion(id);
      assertThat(before).isNotDone();
      fetcher.openGate().open();

      assertThat(result(before).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(sluice.completion(id)).isCompletedWithValueMatching(job -> job.id().equals(id));
    }
  }

  @Test
  void a_job_of_another_process_completes_it_as_well() throws Exception {
    try (Sluice submitting = start(0);
        Sluice working = start(0)) {
      JobId id = submitting.submit(REQUEST).id();
      CompletableFuture<Job> future = submitting.completion(id);

      working.cancel(id);

      assertThat(result(future).status()).isEqualTo(JobStatus.FAILED);
    }
  }

  @Test
  void a_callback_that_does_not_return_holds_up_no_other_future() throws Exception {
    try (Sluice submitting = start(0);
        Sluice working = start(0)) {
      CountDownLatch end = new CountDownLatch(1);
      CountDownLatch blocked = new CountDownLatch(8);
      for (int i = 0; i < 8; i++) {
        JobId id = submitting.submit(REQUEST).id();
        CompletableFuture<Job> future = submitting.completion(id);
        var unused =
            future.thenRun(
                () -> {
                  blocked.countDown();
                  awaitQuietly(end);
                });
        working.cancel(id);
      }
      assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
      JobId id = submitting.submit(REQUEST).id();
      CompletableFuture<Job> future = submitting.completion(id);

      working.cancel(id);

      assertThat(result(future).status()).isEqualTo(JobStatus.FAILED);
      end.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_job_that_is_not_there_is_an_exception() {
    try (Sluice sluice = start(0)) {
      CompletableFuture<Job> future = sluice.completion(new JobId(new UUID(0, 9)));

      assertThatThrownBy(() -> result(future)).hasCauseInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void a_close_ends_what_waits_and_takes_no_more_jobs() throws Exception {
    Sluice sluice = start(0);
    Job job = sluice.submit(REQUEST);
    CompletableFuture<Job> future = sluice.completion(job.id());

    sluice.close();

    assertThatThrownBy(() -> result(future)).hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> result(sluice.completion(job.id())))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sluice.submit(REQUEST)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sluice.submit(REQUEST, ShowOptions.ALL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> sluice.submitAll(List.of(REQUEST)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(sluice.list(9, 0).total()).isEqualTo(1);
  }

  @Test
  void an_await_says_that_the_time_is_up() throws Exception {
    try (Sluice sluice = start(0)) {
      Job job = sluice.submit(REQUEST);

      assertThat(sluice.await(job.id(), Duration.ofMillis(1))).isEmpty();
    }
  }
}
