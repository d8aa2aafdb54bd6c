package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps of a job that are not taken at once, on a clock that leaps over the pauses. */
class ProgressDeliveryTest {
  private static final JobRequest REQUEST =
      JobRequest.of(EngineRig.URL)
          .withWebhook("https://example.com/hook")
          .withProgressWebhook(true);

  private final EngineRig rig = new EngineRig();
  private final LeapingClock clock = new LeapingClock();
  private final Receiver receiver = new Receiver();

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void a_receiver_that_comes_back_after_hours_gets_every_step_and_then_the_end() throws Exception {
    receiver.tries = 4;
    receiver.refuses = false;
    rig.start(rig.builder().notifier(receiver).clock(clock));

    Job job = rig.finished(REQUEST);
    leapUntil(Notification.Kind.JOB_COMPLETED, job);

    assertThat(receiver.taken)
        .containsExactly(
            Notification.Kind.PROGRESS_DOWNLOADING,
            Notification.Kind.PROGRESS_DOWNLOAD_COMPLETE,
            Notification.Kind.PROGRESS_MUXING,
            Notification.Kind.PROGRESS_MUX_COMPLETE,
            Notification.Kind.PROGRESS_UPLOADING,
            Notification.Kind.PROGRESS_COMPLETED,
            Notification.Kind.JOB_COMPLETED);
  }

  @Test
  void a_receiver_that_refuses_a_step_hears_of_the_end_nevertheless() throws Exception {
    receiver.tries = Integer.MAX_VALUE;
    receiver.refuses = true;
    rig.start(rig.builder().notifier(receiver).clock(clock));

    Job job = rig.finished(REQUEST);
    leapUntil(Notification.Kind.JOB_COMPLETED, job);

    assertThat(receiver.taken).containsExactly(Notification.Kind.JOB_COMPLETED);
    assertThat(receiver.tried)
        .filteredOn(Notification.Kind.PROGRESS_DOWNLOADING::equals)
        .hasSize(3);
  }

  /** Lets the clock leap over each pause, until this was taken. */
  private void leapUntil(Notification.Kind kind, Job job) {
    EngineRig.until(
        () -> {
          for (Notification notification : rig.database.outbox().about(job.id())) {
            Duration pause = Duration.between(clock.instant(), notification.dueAt());
            if (notification.state() == Notification.State.PENDING && !pause.isNegative()) {
              clock.leap(pause);
            }
          }
          return receiver.taken.contains(kind);
        });
  }

  private static final class LeapingClock implements InstantSource {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead.get());
    }

    void leap(Duration pause) {
      ahead.updateAndGet(so -> so.plus(pause).plusMillis(1));
    }
  }

  /** Does not take steps for a while, or ever; takes every end. */
  private static final class Receiver implements Notifier {
    final List<Notification.Kind> tried = new CopyOnWriteArrayList<>();
    final List<Notification.Kind> taken = new CopyOnWriteArrayList<>();
    volatile int tries;
    volatile boolean refuses;

    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      tried.add(notification.kind());
      if (notification.kind().isProgress() && tried.size() <= tries) {
        Optional<String> error = Optional.of(refuses ? "It answered 422" : "It answered 503");
        return new Outcome(false, false, refuses, error, Optional.empty(), Duration.ZERO);
      }
      taken.add(notification.kind());
      return Outcome.taken(Duration.ZERO);
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      throw new AssertionError("there is no batch");
    }
  }
}
