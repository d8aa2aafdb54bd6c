package dev.sluice.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter shown = new StringWriter();
  private Instant now = Instant.EPOCH;
  private final ProgressBar bar = new ProgressBar(new PrintWriter(shown), () -> now);

  private static Progress progress(double percent, long bytes, OptionalLong total) {
    return new Progress(Step.DOWNLOADING, percent, bytes, total, 0);
  }

  @Test
  void the_first_line_knows_no_rate() {
    assertThat(bar.line(progress(0, 0, OptionalLong.of(50_000_000))))
        .isEqualTo("[------------------------]   0.0 %  0 B of 50 MB");
  }

  @Test
  void rate_and_time_left_come_from_the_last_seconds() {
    bar.line(progress(0, 0, OptionalLong.of(100_000_000)));
    now = now.plus(Duration.ofSeconds(4));

    assertThat(bar.line(progress(40, 40_000_000, OptionalLong.of(100_000_000))))
        .isEqualTo("[##########--------------]  40.0 %  40 MB of 100 MB  10 MB/s  0:06 left");

    now = now.plus(Duration.ofSeconds(6));
    bar.line(progress(41, 41_000_000, OptionalLong.of(100_000_000)));
    now = now.plus(Duration.ofSeconds(1));

    assertThat(bar.line(progress(42, 42_000_000, OptionalLong.of(100_000_000))))
        .isEqualTo("[##########--------------]  42.0 %  42 MB of 100 MB  1.0 MB/s  0:58 left");
  }

  @Test
  void a_source_of_unknown_size_shows_what_has_arrived() {
    bar.line(progress(0, 0, OptionalLong.empty()));
    now = now.plus(Duration.ofSeconds(1));

    assertThat(bar.line(progress(0, 1_500_000, OptionalLong.empty())))
        .isEqualTo("[------------------------]   0.0 %  1.5 MB  1.5 MB/s");
  }

  @Test
  void it_never_goes_back() {
    bar.line(progress(30, 10, OptionalLong.empty()));

    assertThat(bar.line(progress(5, 20, OptionalLong.empty()))).contains(" 30.0 %");
  }

  @Test
  void the_line_is_drawn_over_itself_and_taken_away() {
    bar.clear();
    assertThat(shown.toString()).isEmpty();

    bar.show(progress(0, 0, OptionalLong.empty()));
    bar.clear();

    assertThat(shown.toString())
        .isEqualTo("\r\u001b[K[------------------------]   0.0 %  0 B\r\u001b[K");
  }
}
