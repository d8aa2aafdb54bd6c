package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a machine leaps by hours, forth and back, while jobs wait, run and end. */
@Tag("torture")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ClockLeapsTest {
  private static final int LEAPS = Integer.getInteger("sluice.torture.leaps", 60);
  private static final long SEED = Long.getLong("sluice.torture.seed", 20);
  private static final int JOBS_A_LEAP = 4;
  private static final int LONGEST_LEAP_MINUTES = 12 * 60;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<NotificationSubject, Set<UUID>> announced = new ConcurrentHashMap<>();
  private final FakeMediaFetcher fetcher = FakeMediaFetcher.serving(FakeSource.ofSize(2_000_000));
  private final FakeTranscoder transcoder = new FakeTranscoder();
  private final InMemoryArtifactStore store = new InMemoryArtifactStore();
  private volatile Duration offset = Duration.ZERO;

  private Instant now() {
    return Instant.now().plus(offset);
  }

  @Test
  void leaps_on_h2() throws Exception {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      leaps("H2", database);
    }
  }

  @Test
  void leaps_on_postgresql() throws Exception {
    try (JobDatabase database = JobDatabase.open(TestPostgres.freshDatabase())) {
      leaps("PostgreSQL", database);
    }
  }

  private void leaps(String name, JobDatabase database) throws Exception {
    List<JobId> jobs = new ArrayList<>();
    try (Sluice sluice = started(database)) {
      for (int leap = 0; leap < LEAPS; leap++) {
        // At every other leap jobs run, and beats extend their leases.
        if (leap % 2 == 0) {
          transcoder.gate().close();
        }
        for (int i = 0; i < JOBS_A_LEAP; i++) {
          String url = "https://media.example/" + jobs.size() + ".mkv";
          jobs.add(sluice.submit(JobRequest.of(url).withWebhook("https://me.example/h")).id());
        }
        Thread.sleep(random.nextInt(1_000));
        offset =
            Duration.ofMinutes(random.nextInt(2 * LONGEST_LEAP_MINUTES) - LONGEST_LEAP_MINUTES);
        Thread.sleep(random.nextInt(1_500));
        transcoder.gate().open();
      }
      check(name, sluice, jobs);
    } finally {
      transcoder.gate().open();
    }
    assertThat(store.openSinks()).isZero();
    fetcher.assertNothingIsOpen();
  }

  private Sluice started(JobDatabase database) {
    return Sluice.builder()
        .fetcher(fetcher)
        .transcoder(transcoder)
        .store(store)
        .database(database)
        .notifier(new Receiver())
        .clock(this::now)
        .workers(2)
        .start();
  }

  private void check(String name, Sluice engine, List<JobId> jobs) throws Exception {
    Map<JobStatus, Integer> ends = new TreeMap<>();
    Map<String, Integer> paths = new HashMap<>();
    int attempts = 0;
    for (JobId id : jobs) {
      Optional<Job> job = engine.await(id, PATIENCE);
      ends.merge(job.map(Job::status).orElse(JobStatus.PENDING), 1, Integer::sum);
      job.flatMap(Job::artifact)
          .ifPresent(made -> paths.merge(made.path().value(), 1, Integer::sum));
      attempts = Math.max(attempts, job.map(Job::attempt).orElse(0));
    }
    Awaitility.await().atMost(PATIENCE).until(() -> announced.size() >= jobs.size());
    long twice = announced.values().stream().filter(ids -> ids.size() > 1).count();
    Torture.report(
        LEAPS
            + " leaps of the clock on "
            + name
            + ": "
            + ends
            + ", at most "
            + attempts
            + " attempts, "
            + store.names().size()
            + " objects, "
            + announced.size()
            + " ends announced, "
            + twice
            + " of them twice");
    assertThat(ends).containsOnlyKeys(JobStatus.COMPLETED);
    assertThat(paths).hasSize(jobs.size());
    assertThat(store.names()).hasSize(jobs.size());
    assertThat(announced).hasSize(jobs.size());
    assertThat(twice).isZero();
  }

  private final class Receiver implements Notifier {
    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      return taken(notification);
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      return taken(notification);
    }

    private Outcome taken(Notification notification) {
      announced
          .computeIfAbsent(notification.about(), about -> ConcurrentHashMap.newKeySet())
          .add(notification.id());
      return Outcome.taken(Duration.ZERO);
    }
  }
}
