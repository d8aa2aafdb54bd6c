package dev.sluice.core.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** For which other jobs a job that overwrites waits. */
class OverwriteReservationsTest {
  private static final ObjectPath FILE = ObjectPath.of("talk.mp4");
  private static final Duration STEP = Duration.ofSeconds(50);

  private final JobSamples samples = new JobSamples(1);
  private final Database database = new InMemoryDatabase();
  private final ObjectNameStore names = database.names();
  private final ObjectNamespace namespace =
      new ObjectNamespace(new InMemoryArtifactStore(), "", "");

  /** Each look at the clock is a step later. */
  private final AtomicLong looks = new AtomicLong();

  private final OverwriteReservations reservations =
      new OverwriteReservations(
          names,
          database.jobs(),
          new Outage("The database", System::nanoTime),
          () -> looks.getAndIncrement() * STEP.toNanos());

  private Job reservedBy(JobStatus status) {
    Job other = samples.in(status, JobSamples.START);
    database.jobs().insert(List.of(other));
    assertThat(names.reserve(FILE, other.id())).isTrue();
    return other;
  }

  private Duration waited() {
    Job job = samples.pending();
    reservations.reserve(job, namespace, Names.of(FILE), new RunMonitor(System::nanoTime));
    assertThat(names.reservedBy("", FILE)).contains(job.id());
    // The first look is the start.
    return STEP.multipliedBy(Math.max(0, looks.get() - 1));
  }

  @Test
  void for_none_if_the_name_is_free() {
    assertThat(waited()).isZero();
  }

  @Test
  void for_one_that_ended_and_whose_file_may_be_deleted_right_now_but_not_for_ever() {
    reservedBy(JobStatus.COMPLETED);

    assertThat(waited()).isBetween(OverwriteReservations.LONGEST_WAIT, Duration.ofMinutes(4));
  }

  @Test
  void for_one_that_runs_and_has_stored_its_first_sidecar() {
    ObjectPath picture = ObjectPath.of("talk.jpg");
    Job other = samples.in(JobStatus.PROCESSING, JobSamples.START);
    database.jobs().insert(List.of(other));
    assertThat(names.reserve("", new Names(FILE, Set.of(picture)), other.id())).isTrue();
    try (ArtifactSink sink =
        namespace
            .store()
            .create(picture, new ContentType("image/jpeg"), IfExists.FAIL, StageMonitor.none())) {
      sink.begin(0);
      assertThat(sink.commit()).isZero();
    }

    assertThat(waited()).isGreaterThanOrEqualTo(OverwriteReservations.LONGEST_WAIT);
  }

  @Test
  void for_no_running_one_that_has_only_reserved_the_name() {
    Job other = reservedBy(JobStatus.PROCESSING);

    assertThat(waited()).isLessThanOrEqualTo(STEP);
    assertThat(names.reserved(other.id())).isEmpty();
  }

  @Test
  void for_none_that_waits_for_its_next_attempt() {
    reservedBy(JobStatus.PENDING);

    assertThat(waited()).isLessThanOrEqualTo(STEP);
  }
}
