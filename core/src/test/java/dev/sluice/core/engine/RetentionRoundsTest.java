package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rounds of a Sluice that runs. */
class RetentionRoundsTest {
  private final EngineRig rig = new EngineRig();
  private final JobSamples samples = new JobSamples(5);

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  private Job ended(Duration age) {
    Instant end = Instant.now().minus(age);
    Job job =
        samples
            .pendingAt(end)
            .failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), end);
    rig.database.jobs().insert(List.of(job));
    return job;
  }

  private boolean isStored(Job job) {
    return rig.database.jobs().find(job.id()).isPresent();
  }

  @Test
  void a_sluice_deletes_what_is_older_than_its_policy_keeps() {
    rig.database.retention().setClock(new ClockRecord(Instant.now(), Optional.empty()));
    Job old = ended(Duration.ofDays(3));
    Job young = ended(Duration.ofDays(1));

    rig.start(rig.builder().retention(RetentionPolicy.standard().withJobs(Duration.ofDays(2))));

    EngineRig.until(() -> !isStored(old));
    assertThat(isStored(young)).isTrue();
    EngineRig.until(() -> rig.running().status().retention().jobs() == 1);
  }

  @Test
  void by_default_it_keeps_jobs_for_ninety_days() {
    rig.database.retention().setClock(new ClockRecord(Instant.now(), Optional.empty()));
    Job old = ended(Duration.ofDays(91));
    Job young = ended(Duration.ofDays(89));

    rig.start();

    EngineRig.until(() -> !isStored(old));
    assertThat(isStored(young)).isTrue();
  }
}
