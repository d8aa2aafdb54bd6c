package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who answers for the death of a process: a job that ran alone when it died. */
class SuspectsTest {
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(10);
  private final EngineRig rig = new EngineRig();
  private final AtomicInteger running = new AtomicInteger();
  private final List<Integer> beside = new CopyOnWriteArrayList<>();
  private volatile Duration ahead = Duration.ZERO;

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  /** Counts how many attempts run at a time. */
  private Transcoder counting() {
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
        beside.add(running.incrementAndGet());
        try {
          return rig.transcoder.transcode(task, sink, monitor);
        } finally {
          running.decrementAndGet();
        }
      }
    };
  }

  private List<Job> submitted(int count) {
    return submitted(count, JobRequest.of(EngineRig.URL));
  }

  private List<Job> submitted(int count, JobRequest request) {
    List<Job> jobs =
        LongStream.range(0, count)
            .mapToObj(
                i -> Job.submitted(new JobId(new UUID(7, i)), TenantId.LOCAL, request, LONG_AGO))
            .toList();
    rig.database.jobs().insert(jobs);
    return jobs;
  }

  private List<Job> claim(int count, int round) {
    return rig.database.queue().claim("dead", count, LONG_AGO.plusSeconds(20L * round), LEASE);
  }

  @Test
  void four_innocent_jobs_outlive_three_deaths_and_run_one_by_one() throws Exception {
    List<Job> jobs = submitted(4);
    for (int death = 0; death < 3; death++) {
      claim(4, death);
    }
    Sluice sluice = started(rig.builder().workers(4).transcoder(counting()));
    Job other = sluice.submit(JobRequest.of(EngineRig.URL));

    for (Job job : jobs) {
      Job done = rig.finished(job.id());
      assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(done.lostLeases()).as("it did not run at the third").isEqualTo(2);
      assertThat(done.countedAttempts()).isEqualTo(1);
    }
    assertThat(rig.finished(other.id()).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(beside).hasSize(5).containsOnly(1);
  }

  @Test
  void after_one_death_jobs_run_beside_each_other() throws Exception {
    List<Job> jobs = submitted(2);
    claim(2, 0);
    rig.transcoder.gate().close();
    rig.start(rig.builder().workers(2).transcoder(counting()));

    EngineRig.until(() -> running.get() == 2);
    rig.transcoder.gate().open();

    for (Job job : jobs) {
      assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.COMPLETED);
    }
  }

  @Test
  void a_job_whose_process_died_three_times_while_it_ran_alone_fails() throws Exception {
    Job job = submitted(1).get(0);
    for (int death = 0; death < 3; death++) {
      Job claimed = claim(1, death).get(0);
      Instant start = LONG_AGO.plusSeconds(20L * death);
      assertThat(rig.database.jobs().move(claimed.startedAlone(start), List.of())).isTrue();
    }
    rig.start();

    Job over = rig.finished(job.id());

    assertThat(over.failure().orElseThrow().code()).isEqualTo(FailureCode.WORKER_DIED);
    assertThat(rig.fetcher.opened()).isEmpty();
  }

  @Test
  void a_death_counts_against_the_suspect_that_ran_and_not_against_the_one_that_waited() {
    List<Job> jobs = submitted(2);
    claim(2, 0);
    claim(2, 1);
    rig.transcoder.gate().close();
    started(rig.builder().workers(2));
    rig.transcoder.gate().awaitArrival();
    Job ran = jobs.stream().map(job -> stored(job.id())).filter(Job::isAlone).findFirst().get();

    List<Job> claimed =
        rig.database.queue().claim("next", 2, Instant.now().plusSeconds(120), LEASE);

    assertThat(claimed).hasSize(2);
    for (Job job : claimed) {
      boolean isBlamed = job.id().equals(ran.id());
      assertThat(job.lostLeases()).isEqualTo(isBlamed ? 3 : 2);
      assertThat(job.deathsAlone()).isEqualTo(isBlamed ? 1 : 0);
      assertThat(job.countedAttempts()).isEqualTo(1);
    }
  }

  @Test
  void a_suspect_that_waited_at_ten_deaths_does_not_fail() throws Exception {
    Job job = submitted(1).get(0);
    for (int death = 0; death < 12; death++) {
      claim(1, death);
    }
    started(rig.builder());

    assertThat(rig.finished(job.id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_suspect_that_waits_can_be_cancelled_and_keeps_its_lease() throws Exception {
    List<Job> jobs = submitted(2);
    claim(2, 0);
    claim(2, 1);
    rig.transcoder.gate().close();
    Sluice sluice = started(rig.builder().workers(2).lease(Duration.ofSeconds(3)));
    rig.transcoder.gate().awaitArrival();
    List<Job> now = jobs.stream().map(job -> stored(job.id())).toList();
    Job waiting = now.stream().filter(job -> !job.isAlone()).findFirst().orElseThrow();
    Instant first = waiting.lease().orElseThrow().until();
    EngineRig.until(() -> stored(waiting.id()).lease().orElseThrow().until().isAfter(first));

    assertThat(sluice.cancel(waiting.id())).isTrue();
    rig.transcoder.gate().open();

    for (Job job : jobs) {
      Job over = rig.finished(job.id());
      assertThat(over.status())
          .isEqualTo(job.id().equals(waiting.id()) ? JobStatus.FAILED : JobStatus.COMPLETED);
    }
  }

  @Test
  void a_recording_that_waits_is_cancelled_at_once() throws Exception {
    Job recording = waitingRecording();
    Sluice sluice = rig.running();
    assertThat(sluice.status().suspects()).isEqualTo(1);

    assertThat(sluice.cancel(recording.id())).isTrue();

    Job over = stored(recording.id());
    assertThat(over.failure().orElseThrow().code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(rig.database.names().reserved(recording.id())).isEmpty();
    assertThat(sluice.status().suspects()).isZero();
    assertThat(sluice.cancel(recording.id())).isFalse();
  }

  @Test
  void a_recording_that_waits_in_another_process_is_cancelled_without_its_turn() {
    Job recording = waitingRecording();
    try (Sluice other = rig.builder().workers(0).start()) {
      assertThat(other.cancel(recording.id())).isTrue();

      EngineRig.until(() -> stored(recording.id()).status() == JobStatus.FAILED);
    }
    assertThat(stored(recording.id()).failure().orElseThrow().code())
        .isEqualTo(FailureCode.CANCELLED);
    assertThat(rig.transcoder.gate().waiting()).isEqualTo(1);
  }

  /** Returns a recording that keeps its parts and waits, since another one runs alone. */
  private Job waitingRecording() {
    List<Job> recordings =
        submitted(
            2, JobRequest.of(EngineRig.URL).withLive(LiveRecording.untilItsEnd().keepingPartial()));
    claim(2, 0);
    claim(2, 1);
    rig.transcoder.gate().close();
    started(rig.builder().workers(2));
    rig.transcoder.gate().awaitArrival();
    return recordings.stream()
        .map(job -> stored(job.id()))
        .filter(job -> !job.isAlone())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_suspect_that_cannot_be_started_does_not_stop_the_others() throws Exception {
    Job suspect = submitted(1).get(0);
    claim(1, 0);
    claim(1, 1);
    JobStore jobs =
        Intercepted.before(
            JobStore.class,
            rig.database.jobs(),
            "move",
            next -> {
              if (next instanceof Job job && job.id().equals(suspect.id())) {
                throw new SluiceException(FailureCode.INTERNAL, "Its row is damaged");
              }
            });
    Sluice sluice = started(rig.builder().database(PatchedDatabase.of(rig.database).jobs(jobs)));
    EngineRig.until(() -> stored(suspect.id()).lease().isPresent());

    Job other = sluice.submit(JobRequest.of(EngineRig.URL));

    assertThat(rig.finished(other.id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_process_that_has_just_started_runs_no_suspect_and_counts_no_death() throws Exception {
    Job suspect = submitted(1).get(0);
    claim(1, 0);
    claim(1, 1);
    Instant start = Instant.now();
    Sluice sluice = rig.start(rig.builder().clock(this::now));
    EngineRig.until(() -> stored(suspect.id()).status() == JobStatus.PENDING);

    Job other = sluice.submit(JobRequest.of(EngineRig.URL));

    assertThat(rig.finished(other.id()).status()).isEqualTo(JobStatus.COMPLETED);
    Job waiting = stored(suspect.id());
    assertThat(waiting.dueAt()).isBetween(start.plusSeconds(5), start.plusSeconds(60));
    assertThat(waiting.lostLeases()).isEqualTo(2);
    ahead = Duration.ofMinutes(1);
    Job done = rig.finished(suspect.id());
    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.countedAttempts()).isEqualTo(1);
  }

  private Instant now() {
    return Instant.now().plus(ahead);
  }

  /** Starts a process whose clock says that it has run for a minute when its threads begin. */
  private Sluice started(SluiceBuilder builder) {
    Thread starting = Thread.currentThread();
    return rig.start(
        builder.clock(
            () -> Instant.now().plusSeconds(Thread.currentThread().equals(starting) ? 0 : 60)));
  }

  private Job stored(JobId id) {
    return rig.database.jobs().find(id).orElseThrow();
  }

  @Test
  void a_stop_releases_the_suspects_that_wait() {
    submitted(2);
    claim(2, 0);
    claim(2, 1);
    rig.transcoder.gate().close();
    Sluice sluice = started(rig.builder().workers(2));
    rig.transcoder.gate().awaitArrival();

    sluice.close();

    assertThat(rig.database.queue().count(JobStatus.PENDING)).isEqualTo(2);
  }
}
