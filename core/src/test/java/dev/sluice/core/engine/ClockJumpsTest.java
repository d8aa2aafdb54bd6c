package dev.sluice.core.engine;

import static dev.sluice.core.notification.Notification.Kind.JOB_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clock that is set while jobs wait and run. */
class ClockJumpsTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private final EngineRig rig = new EngineRig();
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  private Instant now() {
    return Instant.now().plus(offset.get());
  }

  private Sluice start() {
    return rig.start(rig.builder().workers(2).clock(this::now));
  }

  @Test
  void a_clock_set_forth_ends_no_running_job() throws Exception {
    Sluice sluice = start();
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();

    offset.set(Duration.ofHours(7));
    Instant first = stored(job).lease().orElseThrow().until();
    // The other worker would claim the job whose lease has ended.
    sluice.submit(REQUEST);
    EngineRig.until(() -> stored(job).lease().orElseThrow().until().isAfter(first));
    rig.transcoder.gate().open();

    Job done = rig.finished(job.id());
    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.attempt()).isEqualTo(1);
  }

  @Test
  void a_clock_set_back_delays_no_job() throws Exception {
    Job waiting;
    try (Sluice taking = rig.builder().workers(0).clock(this::now).start()) {
      waiting = taking.submit(REQUEST);
    }

    offset.set(Duration.ofHours(-5));
    start();

    assertThat(rig.finished(waiting.id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_clock_set_back_delays_no_webhook() throws Exception {
    Receiver receiver = new Receiver();
    try (Sluice silent = rig.builder().clock(this::now).start()) {
      Job job = silent.submit(REQUEST);
      assertThat(silent.await(job.id(), EngineRig.PATIENCE)).isPresent();
      WebhookTarget target = WebhookTarget.parse("https://hook.example/in");
      rig.database
          .outbox()
          .add(Notification.of(UUID.randomUUID(), job.id(), JOB_COMPLETED, target, now()));
    }

    offset.set(Duration.ofHours(-5));
    rig.start(rig.builder().clock(this::now).notifier(receiver));

    EngineRig.until(() -> receiver.calls.get() == 1);
  }

  private static final class Receiver implements Notifier {
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      calls.incrementAndGet();
      return Outcome.taken(Duration.ofMillis(1));
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      throw new AssertionError("there is no batch");
    }
  }

  private Job stored(Job job) {
    return rig.database.jobs().find(job.id()).orElseThrow();
  }
}
