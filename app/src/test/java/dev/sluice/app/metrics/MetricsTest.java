package dev.sluice.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Sluice;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.EngineStatus;
import dev.sluice.core.job.EngineStatus.Retention;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.PoolUsage;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import dev.sluice.testkit.sample.JobSamples;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String GOOD = "https://media.example/talk.mp4";
  private static final String BAD = "https://media.example/page";

  private final Metrics metrics = new Metrics();
  private final Database database = new InMemoryDatabase();

  /** The value of the line that begins so. */
  private double value(String series) {
    List<String> lines =
        metrics.text().lines().filter(line -> line.startsWith(series + " ")).toList();
    assertThat(lines).as(series + " in\n" + metrics.text()).hasSize(1);
    return Double.parseDouble(lines.get(0).substring(series.length() + 1));
  }

  @Test
  void jobs_are_counted_by_status_and_code_with_their_steps_and_bytes() throws Exception {
    FakeMediaFetcher fetcher = FakeMediaFetcher.serving(FakeSource.ofSize(100_000));
    fetcher.offer(
        BAD, FakeSource.refusing(new SluiceException(FailureCode.NOT_MEDIA, "This is a web page")));
    try (Sluice sluice =
        Sluice.builder()
            .fetcher(fetcher)
            .transcoder(new FakeTranscoder())
            .store(new InMemoryArtifactStore())
            .workers(1)
            .start()) {
      sluice.onEvent(metrics.jobs());
      for (String url : List.of(GOOD, GOOD, BAD)) {
        Job job = sluice.submit(JobRequest.of(url));
        sluice.await(job.id(), Duration.ofSeconds(30));
      }
      await().until(() -> metrics.text().contains("NOT_MEDIA"));
    }

    assertThat(value("sluice_jobs_submitted_total")).isEqualTo(3);
    assertThat(value("sluice_jobs_ended_total{code=\"none\",status=\"completed\"}")).isEqualTo(2);
    assertThat(value("sluice_jobs_ended_total{code=\"NOT_MEDIA\",status=\"failed\"}")).isEqualTo(1);
    assertThat(value("sluice_downloaded_bytes_total")).isEqualTo(200_000);
    assertThat(value("sluice_stored_bytes_total")).isEqualTo(200_000);
    assertThat(value("sluice_job_step_seconds_count{step=\"total\"}")).isEqualTo(3);
    assertThat(value("sluice_job_step_seconds_count{step=\"upload\"}")).isEqualTo(2);
    assertThat(value("sluice_job_step_seconds_bucket{step=\"download\",le=\"3600.0\"}"))
        .isEqualTo(2);
  }

  @Test
  void the_queue_shows_its_length_and_its_age() {
    JobSamples samples = new JobSamples(1);
    metrics.watch(database.queue(), InstantSource.fixed(JobSamples.START));
    assertThat(value("sluice_queue_waiting")).isZero();
    assertThat(value("sluice_queue_age_seconds")).isZero();

    database
        .jobs()
        .insert(
            List.of(
                samples.pendingAt(JobSamples.START.minusSeconds(90)),
                samples.pendingAt(JobSamples.START.minusSeconds(5)),
                samples.pendingAt(JobSamples.START.minusSeconds(100))));
    database.queue().claim("w", 1, JobSamples.START, Duration.ofSeconds(10));

    assertThat(value("sluice_queue_waiting")).isEqualTo(2);
    assertThat(value("sluice_queue_running")).isEqualTo(1);
    assertThat(value("sluice_queue_age_seconds")).isEqualTo(90);
  }

  @Test
  void batches_are_shown_by_what_their_jobs_do() {
    JobSamples samples = new JobSamples(1);
    AtomicReference<Instant> now = new AtomicReference<>(JobSamples.START);
    metrics.watch(database.batches(), now::get);
    assertThat(value("sluice_batches{state=\"processing\"}")).isZero();

    for (int i = 0; i < 3; i++) {
      Batch batch = batch(samples, i == 0);
      Job job = samples.pending().toBuilder().batch(Optional.of(batch.id())).build();
      database
          .jobs()
          .insert(NewJobs.of(batch, List.of(batch.isPaused() ? job.paused() : job), List.of()));
      if (i == 2) {
        database
            .jobs()
            .move(
                job.failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), now.get()),
                List.of());
      }
    }
    now.set(JobSamples.START.plusSeconds(15));

    for (String state : List.of("paused", "processing", "finished")) {
      assertThat(value("sluice_batches{state=\"" + state + "\"}")).as(state).isEqualTo(1);
    }
  }

  private static Batch batch(JobSamples samples, boolean paused) {
    return new Batch(
        new BatchId(samples.id().value()),
        TenantId.LOCAL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        JobSamples.START,
        paused ? Optional.empty() : Optional.of(JobSamples.START));
  }

  @Test
  void what_limits_forbid_is_counted_where_it_happens() throws Exception {
    ApiKeyStore keys = database.keys();
    try (Sluice sluice =
        Sluice.builder()
            .fetcher(FakeMediaFetcher.serving(FakeSource.ofSize(100_000)))
            .transcoder(new FakeTranscoder())
            .store(new InMemoryArtifactStore())
            .database(database)
            .workers(1)
            .start()) {
      sluice.onEvent(metrics.jobs());
      sluice.onRejection(metrics.refusals());
      sluice.await(sluice.submit(JobRequest.of(GOOD)).id(), Duration.ofSeconds(30));
      keys.setQuota(TenantId.LOCAL, TenantQuota.UNLIMITED.withFile(Optional.of(10L)));
      sluice.await(sluice.submit(JobRequest.of(GOOD)).id(), Duration.ofSeconds(30));
      keys.setQuota(TenantId.LOCAL, TenantQuota.UNLIMITED.withStorage(Optional.of(1L)));
      assertThatThrownBy(() -> sluice.submit(JobRequest.of(GOOD)))
          .isInstanceOf(SluiceException.class);
      await().until(() -> metrics.text().contains("FILE_TOO_LARGE"));
    }

    assertThat(value("sluice_limits_refused_total{at=\"run\",code=\"FILE_TOO_LARGE\"}"))
        .isEqualTo(1);
    assertThat(value("sluice_limits_refused_total{at=\"submit\",code=\"QUOTA_EXCEEDED\"}"))
        .isEqualTo(1);
  }

  @Test
  void outages_excused_attempts_suspects_and_deletions_are_shown() {
    AtomicReference<EngineStatus> status =
        new AtomicReference<>(
            new EngineStatus(
                Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, Retention.NOTHING));
    metrics.watchStatus(status::get);
    assertThat(value("sluice_outage{of=\"database\"}")).isZero();
    assertThat(value("sluice_outage_seconds{of=\"storage\"}")).isZero();

    status.set(
        new EngineStatus(
            Optional.of(Duration.ofMillis(1_500)),
            Optional.of(Duration.ofMinutes(2)),
            Optional.of(Duration.ofSeconds(5)),
            3,
            7,
            new Retention(10, 20, 30, 40, 50, 60)));

    assertThat(value("sluice_outage{of=\"database\"}")).isEqualTo(1);
    assertThat(value("sluice_outage_seconds{of=\"database\"}")).isEqualTo(1.5);
    assertThat(value("sluice_outage{of=\"storage\"}")).isEqualTo(1);
    assertThat(value("sluice_outage_seconds{of=\"storage\"}")).isEqualTo(120);
    assertThat(value("sluice_outage_seconds{of=\"handles\"}")).isEqualTo(5);
    assertThat(value("sluice_suspects_waiting")).isEqualTo(3);
    assertThat(value("sluice_attempts_excused_total")).isEqualTo(7);
    assertThat(value("sluice_retention_deleted_total{of=\"jobs\"}")).isEqualTo(10);
    assertThat(value("sluice_retention_deleted_total{of=\"batches\"}")).isEqualTo(20);
    assertThat(value("sluice_retention_deleted_total{of=\"notifications\"}")).isEqualTo(30);
    assertThat(value("sluice_retention_deleted_total{of=\"files\"}")).isEqualTo(40);
    assertThat(value("sluice_retention_failed_total{of=\"files\"}")).isEqualTo(50);
    assertThat(value("sluice_retention_failed_total{of=\"rounds\"}")).isEqualTo(60);
  }

  @Test
  void memory_is_short_while_running_jobs_hold_it() {
    HeapBudget memory = new HeapBudget(80);
    metrics.watchMemory(memory);
    HeapBudget.Reservation job = memory.open();
    job.require(35, "the test");
    assertThat(value("sluice_memory_limit_bytes")).isEqualTo(80);
    assertThat(value("sluice_memory_reserved_bytes")).isEqualTo(35);
    assertThat(value("sluice_memory_short")).isZero();

    memory.open().require(10, "the test");

    assertThat(value("sluice_memory_reserved_bytes")).isEqualTo(45);
    assertThat(value("sluice_memory_short")).isEqualTo(1);
  }

  @Test
  void deliveries_are_counted_by_what_the_receiver_did() {
    Notifier.Outcome busy =
        new Notifier.Outcome(
            false, false, Optional.of("503"), Optional.empty(), Duration.ofMillis(10));
    Notifier.Outcome gone =
        new Notifier.Outcome(
            false, true, Optional.of("410"), Optional.empty(), Duration.ofMillis(10));
    for (Notifier.Outcome outcome :
        List.of(Notifier.Outcome.taken(Duration.ofMillis(1_500)), busy, busy, gone)) {
      Notifier metered = metrics.metered(new Answering(outcome));
      assertThat(metered.deliver(null, null, Optional.empty(), null)).isSameAs(outcome);
    }

    assertThat(value("sluice_webhook_deliveries_seconds_count{outcome=\"taken\"}")).isEqualTo(1);
    assertThat(value("sluice_webhook_deliveries_seconds_sum{outcome=\"taken\"}")).isEqualTo(1.5);
    assertThat(value("sluice_webhook_deliveries_seconds_count{outcome=\"rejected\"}")).isEqualTo(2);
    assertThat(value("sluice_webhook_deliveries_seconds_count{outcome=\"gone\"}")).isEqualTo(1);
  }

  @Test
  void the_pool_shows_its_use_and_a_store_that_fails_breaks_nothing() {
    metrics.watch(() -> new PoolUsage(3, 2, 1, 10));

    assertThat(value("sluice_database_active")).isEqualTo(3);
    assertThat(value("sluice_database_idle")).isEqualTo(2);
    assertThat(value("sluice_database_pending")).isEqualTo(1);
    assertThat(value("sluice_database_max")).isEqualTo(10);

    Metrics broken = new Metrics();
    broken.watch(
        () -> {
          throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "away");
        });
    assertThat(broken.text()).contains("sluice_database_active NaN");
  }

  private record Answering(Notifier.Outcome outcome) implements Notifier {
    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      return outcome;
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      return outcome;
    }
  }
}
