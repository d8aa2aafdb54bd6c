package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.fake.MemoryInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Jobs whose children hang or die, and the jobs beside them. */
class IsolatedJobsTest {
  private static final JobRequest BOMB = JobRequest.of("https://media.example/bomb.mkv");
  private static final JobRequest FILM = JobRequest.of("https://media.example/film.mp4");
  private static final JobRequest OTHER = JobRequest.of("https://media.example/other.mp4");
  private static final byte[] BYTES = SharedTranscoder.FILM.bytes();
  private static final byte[] TAGS = MetadataBomb.bytes();

  private static SluiceBuilder jobs(int workers, Map<JobRequest, Supplier<MediaInput>> sources) {
    return Sluice.builder()
        .fetcher(new Sources(sources))
        .transcoder(SharedTranscoder.INSTANCE)
        .store(new InMemoryArtifactStore())
        .workers(workers);
  }

  private static Job end(Sluice sluice, Job job) throws InterruptedException {
    return sluice.await(job.id(), Duration.ofMinutes(1)).orElseThrow();
  }

  @Test
  void a_job_that_libav_never_ends_ends_at_its_time_limit_and_the_next_one_runs()
      throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    try (Sluice sluice =
        jobs(
                1,
                Map.of(
                    BOMB,
                    () -> MetadataBomb.input(TAGS, read::countDown),
                    FILM,
                    () -> MemoryInput.of(BYTES)))
            .jobTimeout(Duration.ofSeconds(1))
            // On a slow machine the film may need more time.
            .retries(
                (job, failure) ->
                    job.request().equals(FILM) ? Optional.of(Duration.ZERO) : Optional.empty())
            .start()) {
      Job bomb = sluice.submit(BOMB);
      Job film = sluice.submit(FILM);

      assertThat(end(sluice, bomb).failure().orElseThrow().code())
          .isEqualTo(FailureCode.JOB_TIMEOUT);
      assertThat(end(sluice, film).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(read.getCount()).isZero();
    }
  }

  @Test
  void a_cancelled_job_that_libav_never_ends_makes_room_for_the_next_one()
      throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    try (Sluice sluice =
        jobs(
                1,
                Map.of(
                    BOMB,
                    () -> MetadataBomb.input(TAGS, read::countDown),
                    FILM,
                    () -> MemoryInput.of(BYTES)))
            .start()) {
      Job bomb = sluice.submit(BOMB);
      Job film = sluice.submit(FILM);
      read.await();

      assertThat(sluice.cancel(bomb.id())).isTrue();

      assertThat(end(sluice, film).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(end(sluice, bomb).failure().orElseThrow().code()).isEqualTo(FailureCode.CANCELLED);
    }
  }

  @Test
  void a_child_that_is_killed_costs_its_own_job_one_attempt() throws InterruptedException {
    CountDownLatch inTheMiddle = new CountDownLatch(SharedTranscoder.CHILDREN);
    CountDownLatch goOn = new CountDownLatch(1);
    Queue<FailureCode> failures = new ConcurrentLinkedQueue<>();
    Supplier<MediaInput> source = () -> new GatedInput(inTheMiddle, goOn);
    try (CapturedLog log = CapturedLog.start();
        Sluice sluice =
            jobs(SharedTranscoder.CHILDREN, Map.of(FILM, source, OTHER, source))
                .retries(
                    (job, failure) -> {
                      failures.add(failure.code());
                      return Optional.of(Duration.ZERO);
                    })
                .start()) {
      Job film = sluice.submit(FILM);
      Job other = sluice.submit(OTHER);
      inTheMiddle.await();
      List<ProcessHandle> children = ChildProcesses.javaWith(TranscoderChild.class.getName());
      Assumptions.assumeFalse(children.isEmpty(), "processes are not listed");
      ProcessHandle killed = children.get(0);

      assertThat(killed.destroyForcibly()).isTrue();
      killed.onExit().join();
      goOn.countDown();

      Job first = end(sluice, film);
      Job second = end(sluice, other);
      assertThat(List.of(first.status(), second.status())).containsOnly(JobStatus.COMPLETED);
      assertThat(List.of(first.attempt(), second.attempt())).containsExactlyInAnyOrder(1, 2);
      assertThat(failures).containsExactly(FailureCode.TRANSCODER_DIED);
      log.assertWarned("that converted mov");
      log.assertWarned("died: signal 9");
    }
  }

  /** An input that waits in the middle. */
  private static final class GatedInput extends MediaInput.Forwarding {
    private final CountDownLatch inTheMiddle;
    private final CountDownLatch goOn;

    GatedInput(CountDownLatch inTheMiddle, CountDownLatch goOn) {
      super(MemoryInput.of(BYTES));
      this.inTheMiddle = inTheMiddle;
      this.goOn = goOn;
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      if (position > BYTES.length / 2) {
        inTheMiddle.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return super.read(position, buffer);
    }
  }

  /** Opens the sources of some requests, from memory. */
  private record Sources(Map<JobRequest, Supplier<MediaInput>> inputs) implements MediaFetcher {
    @Override
    public boolean handles(SourceUrl url) {
      return true;
    }

    @Override
    public Media open(FetchRequest request, StageMonitor monitor) {
      MediaInput input = inputs.get(JobRequest.of(request.url())).get();
      return new Media() {
        @Override
        public List<MediaInput> inputs() {
          return List.of(input);
        }

        @Override
        public void close() {
          // It is in memory.
        }
      };
    }
  }
}
