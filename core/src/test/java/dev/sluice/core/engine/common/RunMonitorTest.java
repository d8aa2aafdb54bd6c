package dev.sluice.core.engine.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunMonitorTest {
  private final RunMonitor monitor = new RunMonitor(() -> 0);

  @Test
  void progress_never_goes_back() {
    monitor.downloaded(40, OptionalLong.of(100));
    assertThat(monitor.progress().percent()).isEqualTo(40);

    monitor.converted(Duration.ofSeconds(1), Duration.ofSeconds(10));
    assertThat(monitor.progress().percent()).isEqualTo(40);

    monitor.converted(Duration.ofSeconds(7), Duration.ofSeconds(10));
    assertThat(monitor.progress().percent()).isEqualTo(70);
  }

  @Test
  void progress_is_complete_only_when_the_object_is_stored() {
    monitor.converted(Duration.ofSeconds(12), Duration.ofSeconds(10));

    assertThat(monitor.progress().percent()).isEqualTo(99);
  }

  @Test
  void renditions_that_are_not_fetched_come_after_the_planned_streams() {
    StreamReport film =
        StreamReport.copied(StreamInfo.builder(0, StreamKind.VIDEO, "h264").build());
    StreamReport other =
        StreamReport.dropped(
            StreamInfo.builder(0, StreamKind.AUDIO, "aac").build(), "another language was taken");
    monitor.opened(List.of(other));
    assertThat(monitor.streams()).isEmpty();

    monitor.planned(List.of(film));

    assertThat(monitor.streams()).containsExactly(film, other);
  }

  @Test
  void steps_go_forward_only() {
    monitor.conversionFinished();
    monitor.downloadFinished();

    assertThat(monitor.progress().step()).isEqualTo(Step.UPLOADING);
  }

  @Test
  void no_step_takes_less_than_no_time() {
    AtomicLong now = new AtomicLong();
    RunMonitor attempt = new RunMonitor(now::get);
    attempt.opened(List.of());
    attempt.writing();
    now.set(-1_000_000_000);
    attempt.downloadFinished();
    attempt.conversionFinished();

    Timings timings = attempt.timings(Timings.NONE);

    assertThat(timings.download()).contains(Duration.ZERO);
    assertThat(timings.mux()).contains(Duration.ZERO);
    assertThat(timings.upload()).contains(Duration.ZERO);
  }

  @Test
  void the_first_reason_to_end_counts_and_runs_each_action_once() {
    List<String> ran = new ArrayList<>();
    monitor.onCancel(() -> ran.add("kept"));
    monitor.onCancel(() -> ran.add("forgotten")).close();

    monitor.end(new SluiceException(FailureCode.CANCELLED, "first"));
    monitor.end(new SluiceException(FailureCode.JOB_TIMEOUT, "second"));
    monitor.onCancel(() -> ran.add("late"));

    assertThat(ran).containsExactly("kept", "late");
    assertThatThrownBy(monitor::check).hasMessage("first");
  }

  @Test
  void an_action_that_throws_keeps_no_other_from_running() {
    List<String> ran = new ArrayList<>();
    monitor.onCancel(
        () -> {
          throw new IllegalStateException("in a test");
        });
    monitor.onCancel(
        () -> {
          throw new StackOverflowError("in a test");
        });
    monitor.onCancel(() -> ran.add("cancelled"));
    monitor.onFinish(
        () -> {
          throw new IllegalStateException("in a test");
        });
    monitor.onFinish(() -> ran.add("finished"));

    monitor.finish();
    monitor.end(new SluiceException(FailureCode.CANCELLED, "gone"));

    assertThat(ran).containsExactly("finished", "cancelled");
  }
}
