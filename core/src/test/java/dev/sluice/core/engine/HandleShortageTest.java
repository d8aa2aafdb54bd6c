package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Which failures show that the process has no free file handles. */
class HandleShortageTest {
  private static final Throwable SHORTAGE =
      new UncheckedIOException(new IOException("/data/objects/a.part: Too many open files"));

  private final AtomicBoolean areFree = new AtomicBoolean(true);
  private final HandleShortage handles = new HandleShortage("worker", areFree::get);

  private boolean excuses(int excused, FailureCode code, Throwable cause) {
    return excuses(new Excuses(0, excused, 0, 0), code, cause);
  }

  private boolean excuses(Excuses excused, FailureCode code, Throwable cause) {
    Job job = new JobSamples(1).pending().toBuilder().excused(excused).build();
    return handles.behind(job, new SluiceException(code, "It failed", cause)).isPresent();
  }

  @Test
  void a_failure_that_the_system_explains_so_is_excused_whatever_its_code() {
    assertThat(excuses(0, FailureCode.STORE_REFUSED, SHORTAGE)).isTrue();
    assertThat(excuses(19, FailureCode.NOT_MEDIA, SHORTAGE)).isTrue();
    assertThat(handles.outage().length()).isPresent();
  }

  @Test
  void a_job_that_fails_so_twenty_times_although_handles_are_free_needs_too_many() {
    assertThat(excuses(20, FailureCode.CONNECTION_FAILED, SHORTAGE)).isFalse();

    areFree.set(false);

    assertThat(excuses(20, FailureCode.CONNECTION_FAILED, SHORTAGE)).isTrue();
  }

  @Test
  void excuses_for_other_reasons_do_not_count_for_the_limit() {
    assertThat(excuses(new Excuses(20, 19, 100, 100), FailureCode.CONNECTION_FAILED, SHORTAGE))
        .isTrue();
  }

  @Test
  void another_failure_is_excused_only_while_none_are_free_and_if_it_may_come_from_that() {
    Throwable unknown = new IOException("media.example");
    assertThat(excuses(0, FailureCode.HOST_UNKNOWN, unknown)).isFalse();
    assertThat(handles.outage().length()).isEmpty();

    areFree.set(false);

    assertThat(excuses(0, FailureCode.HOST_UNKNOWN, unknown)).isTrue();
    assertThat(excuses(0, FailureCode.STORE_MISSING, unknown)).isTrue();
    assertThat(excuses(0, FailureCode.NOT_MEDIA, unknown)).isFalse();
  }

  @Test
  void a_process_with_free_handles_has_no_shortage() {
    HandleShortage ofThisProcess = new HandleShortage("worker");

    assertThat(ofThisProcess.outage().isAvailable()).isTrue();
  }
}
