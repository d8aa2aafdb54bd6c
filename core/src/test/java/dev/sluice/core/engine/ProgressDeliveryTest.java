package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.fake.FakeSource;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps of a job whose receiver does not take them. */
class ProgressDeliveryTest {
  private static final JobRequest REQUEST =
      JobRequest.of(EngineRig.URL)
          .withWebhook("https://example.com/hook")
          .withProgressWebhook(true);

  private final EngineRig rig = new EngineRig();
  private final Receiver receiver = new Receiver();

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void a_receiver_that_refuses_every_step_gets_the_end() throws Exception {
    receiver.refusesProgress = true;
    rig.start(rig.builder().notifier(receiver));

    rig.finished(REQUEST);

    EngineRig.until(() -> receiver.taken.contains(Notification.Kind.JOB_COMPLETED));
    assertThat(receiver.taken).containsExactly(Notification.Kind.JOB_COMPLETED);
  }

  @Test
  void no_step_is_tried_twice() throws Exception {
    receiver.refusesProgress = true;
    rig.start(rig.builder().notifier(receiver));

    rig.finished(REQUEST);

    EngineRig.until(() -> receiver.taken.contains(Notification.Kind.JOB_COMPLETED));
    assertThat(receiver.tried).doesNotHaveDuplicates();
  }

  @Test
  void a_failed_job_reports_no_completed_step() throws Exception {
    rig.start(rig.builder().notifier(receiver));
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.refusing(new SluiceException(FailureCode.NOT_MEDIA, "A web page")));

    rig.finished(REQUEST);

    EngineRig.until(() -> receiver.taken.contains(Notification.Kind.JOB_FAILED));
    assertThat(receiver.tried).doesNotContain(Notification.Kind.PROGRESS_COMPLETED);
  }

  /** Takes every end, and steps unless it refuses them. */
  private static final class Receiver implements Notifier {
    final List<Notification.Kind> tried = new CopyOnWriteArrayList<>();
    final List<Notification.Kind> taken = new CopyOnWriteArrayList<>();
    volatile boolean refusesProgress;

    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      tried.add(notification.kind());
      if (notification.kind().isProgress() && refusesProgress) {
        return new Outcome(
            false, false, true, Optional.of("It answered 422"), Optional.empty(), Duration.ZERO);
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
