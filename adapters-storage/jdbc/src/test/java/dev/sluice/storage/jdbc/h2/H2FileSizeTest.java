package dev.sluice.storage.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.store.JobQueue.Beat;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file of the embedded database while jobs come, end and are deleted. */
class H2FileSizeTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final int PART = 100;
  private static final int STEPS = 30;

  /** The old pages of the last seconds, at several hundred jobs a second. */
  private static final long LARGEST = 512L << 20;

  private final JobSamples samples = new JobSamples(7);

  @TempDir Path folder;

  @Test
  @Tag("torture")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void stops_growing_while_the_number_of_jobs_stays() throws IOException {
    int kept = Integer.getInteger("sluice.torture.kept", 1_000);
    int jobs = Integer.getInteger("sluice.torture.jobs", 30_000);
    List<Long> sizes = new ArrayList<>();
    long begun = System.nanoTime();
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      for (int i = 1; i <= jobs; i++) {
        Instant now = JobSamples.START.plusSeconds(i);
        pass(database, now);
        if (i % PART == 0) {
          database.retention().deleteJobs(now.minusSeconds(kept), Position.START, PART);
        }
        if (i % (jobs / STEPS) == 0) {
          sizes.add(size());
          System.out.printf(
              Locale.ROOT,
              "%,d jobs passed, %,d kept: %,d MiB after %d s%n",
              i,
              Math.min(i, kept),
              size() >> 20,
              Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        }
      }
    }
    System.out.printf(Locale.ROOT, "closed: %,d MiB%n", size() >> 20);
    long before = Collections.max(sizes.subList(STEPS / 3, 2 * STEPS / 3));
    assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThan(LARGEST));
    assertThat(sizes.subList(2 * STEPS / 3, STEPS))
        .allSatisfy(size -> assertThat(size).isLessThan(before + before / 2));
  }

  private long size() throws IOException {
    return Files.size(folder.resolve("database/sluice.mv.db"));
  }

  /** Takes one job from its submit to the delivery of its webhook. */
  private void pass(JobDatabase database, Instant now) {
    Job job = samples.pendingAt(now);
    database.jobs().insert(List.of(job));
    Job running = database.queue().claim("worker", 1, now, LEASE).get(0);
    ObjectPath path = ObjectPath.of("videos/" + job.id() + ".mp4");
    assertThat(database.names().reserve(path, running.id())).isTrue();
    database
        .queue()
        .heartbeat(
            List.of(new Beat(running.id(), running.attempt(), running.progress())),
            now.plus(LEASE));
    Notification webhook =
        Notification.of(
            samples.id().value(),
            job.id(),
            Kind.JOB_COMPLETED,
            WebhookTarget.parse("https://me.example/hook"),
            now);
    Artifact artifact = new Artifact(path, new ContentType("video/mp4"), 1_000_000, "h264:copy");
    Job completed = running.completed(artifact, SourceSummary.UNKNOWN, Timings.NONE, now);
    assertThat(database.jobs().move(completed, List.of(webhook))).isTrue();
    database.names().release(job.id());
    assertThat(database.outbox().claim(webhook, now, LEASE)).isTrue();
    database.outbox().update(webhook.delivered(5));
  }
}
