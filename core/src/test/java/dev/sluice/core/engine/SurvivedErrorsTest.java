package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An Error, such as that memory is short for a moment, ends no thread that all jobs need. */
class SurvivedErrorsTest {
  private final EngineRig rig = new EngineRig();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Returns a port whose method fails with an Error when it is called for the first time. */
  private <T> T failingOnce(Class<T> port, T target, String method) {
    Object proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, called, arguments) -> {
              if (called.getName().equals(method) && calls.incrementAndGet() == 1) {
                throw new StackOverflowError("in a test");
              }
              try {
                return called.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return port.cast(proxy);
  }

  private Sluice start(PatchedDatabase database) {
    return rig.start(rig.builder().database(database).notifier(new Counting()));
  }

  @Test
  void jobs_are_claimed_after_an_error() throws Exception {
    JobQueue queue = failingOnce(JobQueue.class, rig.database.queue(), "claim");
    start(PatchedDatabase.of(rig.database).queue(queue));

    Job job = rig.finished(JobRequest.of(EngineRig.URL));

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_job_that_cannot_be_started_runs_later_and_counts_no_death() throws Exception {
    Sluice sluice = rig.start();
    try (StageMonitor.Registration failing =
        sluice.onEvent(
            event -> {
              if (event.kind() == JobEvent.Kind.STARTED && calls.incrementAndGet() == 1) {
                throw new StackOverflowError("in a test");
              }
            })) {
      Job job = rig.finished(JobRequest.of(EngineRig.URL));

      assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(job.lostLeases()).isZero();
      assertThat(job.countedAttempts()).isEqualTo(1);
    }
  }

  @Test
  void leases_are_extended_after_an_error() {
    JobQueue queue = failingOnce(JobQueue.class, rig.database.queue(), "heartbeat");
    Sluice sluice = start(PatchedDatabase.of(rig.database).queue(queue));
    rig.fetcher.openGate().close();

    sluice.submit(JobRequest.of(EngineRig.URL));

    EngineRig.until(() -> calls.get() >= 2);
  }

  @Test
  void webhooks_are_sent_after_an_error() {
    Outbox outbox = failingOnce(Outbox.class, rig.database.outbox(), "due");
    Sluice sluice = start(PatchedDatabase.of(rig.database).outbox(outbox));

    sluice.submit(JobRequest.of(EngineRig.URL).withWebhook("https://example.com/hook"));

    EngineRig.until(() -> delivered.get() == 1);
  }

  private final class Counting implements Notifier {
    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      delivered.incrementAndGet();
      return Outcome.taken(Duration.ZERO);
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      throw new AssertionError("there is no batch");
    }
  }
}
