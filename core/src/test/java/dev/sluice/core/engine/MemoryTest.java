package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs whose sources take more memory than there is for all of them. */
class MemoryTest {
  private static final HeapBudget BUDGET = HeapBudget.OF_PROCESS;
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);

  private final EngineRig rig = new EngineRig();
  private final HeapBudget.Reservation other = BUDGET.open();
  private final HeapBudget.Reservation another = BUDGET.open();
  private final HeapBudget.Reservation later = BUDGET.open();

  @AfterEach
  void nothing_is_left_open() {
    other.close();
    another.close();
    later.close();
    rig.close();
    assertThat(BUDGET.reserved()).isZero();
  }

  /** Opens sources that take so much memory. */
  private MediaFetcher taking(long bytes) {
    return taking(bytes, monitor -> {});
  }

  private MediaFetcher taking(long bytes, Consumer<StageMonitor> begun) {
    return new MediaFetcher() {
      @Override
      public boolean handles(SourceUrl url) {
        return rig.fetcher.handles(url);
      }

      @Override
      public Media open(FetchRequest request, StageMonitor monitor) {
        begun.accept(monitor);
        monitor.memory().require(bytes, "the test");
        return rig.fetcher.open(request, monitor);
      }
    };
  }

  private static void await(CountDownLatch all) {
    all.countDown();
    try {
      assertThat(all.await(EngineRig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private SluiceBuilder builder(MediaFetcher fetcher) {
    return Sluice.builder()
        .fetcher(fetcher)
        .transcoder(rig.transcoder)
        .store(rig.store)
        .database(rig.database);
  }

  private Job now(JobId id) {
    return rig.running().find(id).orElseThrow();
  }

  @Test
  void a_job_that_finds_no_memory_runs_again_when_others_have_ended_and_the_attempt_does_not_count()
      throws Exception {
    rig.fetcher.openGate().close();
    // No job is claimed once two have the memory.
    CountDownLatch claimed = new CountDownLatch(3);
    rig.start(
        builder(taking(BUDGET.total() / 2, monitor -> await(claimed)))
            .workers(3)
            .retries(
                (job, failed) ->
                    failed.isOutage() ? Optional.of(Duration.ofMillis(5)) : Optional.empty()));

    List<JobId> ids =
        Stream.of(REQUEST, REQUEST, REQUEST)
            .map(request -> rig.running().submit(request).id())
            .toList();
    EngineRig.until(() -> ids.stream().anyMatch(id -> now(id).excused().memory() > 0));
    Job late =
        ids.stream()
            .map(this::now)
            .filter(job -> job.excused().memory() > 0)
            .findAny()
            .orElseThrow();
    assertThat(late.failure())
        .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(FailureCode.MEMORY_SHORT));
    rig.fetcher.openGate().open();

    for (JobId id : ids) {
      Job job = rig.finished(id);
      assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.COMPLETED);
      assertThat(job.countedAttempts()).isEqualTo(1);
    }
  }

  @Test
  void a_job_that_needs_more_than_half_fails_with_a_sentence_about_it() throws Exception {
    rig.start(builder(taking(BUDGET.total() / 2 + 1)));

    Job job = rig.finished(REQUEST);

    assertThat(job.failure())
        .hasValueSatisfying(
            why -> {
              assertThat(why.code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED);
              assertThat(why.sentence()).startsWith("With the test the job would take more memory");
            });
  }

  @Test
  void nothing_is_claimed_beside_a_running_job_while_memory_is_short() throws Exception {
    rig.fetcher.openGate().close();
    rig.start();
    JobId running = rig.running().submit(REQUEST).id();
    EngineRig.until(() -> now(running).status() == JobStatus.PROCESSING);
    other.require(BUDGET.total() / 2, "the test");
    another.require(BUDGET.total() / 2, "the test");

    JobId waiting = rig.running().submit(REQUEST).id();
    assertThat(rig.running().await(waiting, Duration.ofMillis(200))).isEmpty();
    assertThat(now(waiting).status()).isEqualTo(JobStatus.PENDING);
    other.close();
    EngineRig.until(() -> now(waiting).status() == JobStatus.PROCESSING);
  }

  /** Returns a job that found no memory three times beside others, and waits for its turn. */
  private JobId starving() {
    other.require(BUDGET.total() / 2, "the test");
    another.require(BUDGET.total() / 4, "the test");
    rig.start(
        builder(taking(BUDGET.total() / 2))
            .workers(3)
            .retries(
                (job, failed) ->
                    failed.isOutage() ? Optional.of(Duration.ofMillis(1)) : Optional.empty()));
    JobId id = rig.running().submit(REQUEST).id();
    EngineRig.until(() -> now(id).attempt() > 3);
    assertThat(now(id).excused().memory()).isEqualTo(3);
    return id;
  }

  @Test
  void a_job_that_found_no_memory_three_times_gets_it_before_others() throws Exception {
    rig.fetcher.openGate().close();
    JobId id = starving();

    another.close();
    EngineRig.until(() -> !BUDGET.hasRoom());
    assertThat(later.tryRequire(BUDGET.total() / 4)).isFalse();
    rig.fetcher.openGate().open();

    Job job = rig.finished(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.attempt()).isEqualTo(4);
    assertThat(job.countedAttempts()).isEqualTo(1);
  }

  @Test
  void a_job_is_cancelled_while_it_waits_for_memory() throws Exception {
    JobId id = starving();

    assertThat(rig.running().cancel(id)).isTrue();
    another.close();

    EngineRig.until(() -> later.tryRequire(BUDGET.total() / 4));
  }

  @Test
  void a_job_that_waits_for_memory_is_released_when_the_process_stops() throws Exception {
    JobId id = starving();

    rig.close();

    Job job = rig.database.jobs().find(id).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.countedAttempts()).isZero();
  }

  /** Makes results with subtitles of this size. */
  private Transcoder withSubtitles(int bytes) {
    return new Transcoder() {
      @Override
      public Capabilities capabilities() {
        return rig.transcoder.capabilities();
      }

      @Override
      public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
        return rig.transcoder.probe(inputs, monitor);
      }

      @Override
      public Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
        return rig.transcoder.plan(inputs, output, monitor);
      }

      @Override
      public Result transcode(Task task, ArtifactSink sink, StageMonitor monitor) {
        Result result = rig.transcoder.transcode(task, sink, monitor);
        return new Result(
            result.source(),
            result.plan(),
            result.streams(),
            result.missing(),
            result.shorterSide(),
            result.thumbnail(),
            Map.of(0, new byte[bytes]),
            result.clockStarts());
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"500000, 0", "5000000, 1"})
  void large_subtitles_inside_of_a_source_wait_for_memory(int bytes, int excused) throws Exception {
    other.require(BUDGET.total() / 2, "the test");
    another.require(BUDGET.total() / 2, "the test");
    rig.start(
        builder(rig.fetcher)
            .transcoder(withSubtitles(bytes))
            .retries(
                (job, failed) -> {
                  another.close();
                  return failed.isOutage() ? Optional.of(Duration.ofMillis(1)) : Optional.empty();
                }));

    Job job = rig.finished(REQUEST);

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.excused().memory()).isEqualTo(excused);
  }

  @Test
  void a_job_runs_alone_whatever_else_holds_memory() throws Exception {
    other.require(BUDGET.total() / 2, "the test");
    another.require(BUDGET.total() / 2, "the test");
    rig.start();

    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }
}
