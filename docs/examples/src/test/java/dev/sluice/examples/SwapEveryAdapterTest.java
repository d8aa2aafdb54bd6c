package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How you test your own code around Sluice: the real engine with every adapter swapped for one in
 * memory. No network, no natives, no disk, and no surprise in time or ids.
 */
class SwapEveryAdapterTest {
  private static final String TALK = "https://media.example/talk.mkv";
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final FakeMediaFetcher fetcher =
      FakeMediaFetcher.empty().offer(TALK, FakeSource.ofSize(300_000).titled("Opening"));
  private final FakeTranscoder transcoder = new FakeTranscoder();
  private final InMemoryArtifactStore store = new InMemoryArtifactStore();
  private final InMemoryDatabase database = new InMemoryDatabase();
  private final AtomicLong ids = new AtomicLong();
  private Sluice sluice;

  @BeforeEach
  void start() {
    sluice =
        Sluice.builder()
            .fetcher(fetcher)
            .transcoder(transcoder)
            .store(store)
            .database(database)
            .clock(InstantSource.fixed(NOON))
            .ids(() -> new UUID(0, ids.incrementAndGet()))
            .retries(RetryPolicy.never())
            .workers(1)
            .start();
  }

  @AfterEach
  void nothing_is_left_open() {
    sluice.close();
    fetcher.assertNothingIsOpen();
    transcoder.assertNothingRuns();
    store.requireNoOpenSink();
  }

  @Test
  void a_request_becomes_an_object() throws InterruptedException {
    Job done = run(JobRequest.of(TALK).withContainer(Container.WEBM).withFolder("talks"));

    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.finishedAt()).contains(NOON);
    assertThat(store.names()).containsExactly(ObjectPath.of("videos/talks/Opening.webm"));
    assertThat(store.bytes(ObjectPath.of("videos/talks/Opening.webm")).orElseThrow())
        .isEqualTo(FakeSource.ofSize(300_000).bytes());
  }

  @Test
  void what_you_do_when_the_source_is_gone_can_be_tried() throws InterruptedException {
    Job failed = run(JobRequest.of("https://media.example/gone.mkv"));

    assertThat(failed.failure().orElseThrow().code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
    assertThat(store.names()).isEmpty();
  }

  @Test
  void what_you_do_when_the_media_is_damaged_can_be_tried() throws InterruptedException {
    transcoder.failing(
        100_000, new SluiceException(FailureCode.MEDIA_DAMAGED, "The media is damaged"));

    Job failed = run(JobRequest.of(TALK));

    assertThat(failed.failure().orElseThrow().sentence()).isEqualTo("The media is damaged");
    assertThat(store.names()).isEmpty();
  }

  private Job run(JobRequest request) throws InterruptedException {
    return sluice.await(sluice.submit(request).id(), Duration.ofSeconds(30)).orElseThrow();
  }
}
