package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.testkit.sample.JobSamples;
import org.junit.jupiter.api.Test;

/** Which failures of a storage that passes its check are excused. */
class DefaultStorageOutageTest {
  private final DefaultStorageOutage outage =
      new DefaultStorageOutage(new InMemoryArtifactStore(), "worker");

  private boolean excuses(Excuses excused, FailureCode code) {
    Job job = new JobSamples(1).pending().toBuilder().excused(excused).build();
    return outage.excuses(job, new SluiceException(code, "It failed"), true);
  }

  @Test
  void twenty_failed_writes_of_a_job_are_excused() {
    assertThat(excuses(new Excuses(19, 0, 0, 0), FailureCode.STORE_UNAVAILABLE)).isTrue();
    assertThat(excuses(new Excuses(20, 0, 0, 0), FailureCode.STORE_UNAVAILABLE)).isFalse();
    assertThat(excuses(new Excuses(19, 0, 0, 0), FailureCode.STORE_FULL)).isTrue();
    assertThat(excuses(new Excuses(20, 0, 0, 0), FailureCode.STORE_FULL)).isFalse();
  }

  @Test
  void excuses_for_other_reasons_do_not_count_for_the_limit() {
    assertThat(excuses(new Excuses(0, 20, 100, 100), FailureCode.STORE_UNAVAILABLE)).isTrue();
    assertThat(excuses(new Excuses(0, 20, 100, 100), FailureCode.STORE_FULL)).isTrue();
  }
}
