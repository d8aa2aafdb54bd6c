package dev.sluice.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProgramsTest {
  @Test
  void what_a_program_prints_is_kept_apart_from_what_it_took()
      throws IOException, InterruptedException {
    Programs.Ran ran = Programs.run("bash", "-c", "echo one; echo two >&2");

    assertThat(ran.output()).isEqualTo("one\ntwo\n");
    assertThat(ran.seconds()).isPositive();
  }

  @Test
  void the_processor_time_of_a_program_counts_and_its_sleep_does_not()
      throws IOException, InterruptedException {
    Programs.Ran ran =
        Programs.run("bash", "-c", "for ((i = 0; i < 300000; i++)); do :; done; sleep 0.5");

    assertThat(ran.cpuSeconds()).isPositive();
    assertThat(ran.seconds()).isGreaterThan(ran.cpuSeconds());
  }

  @Test
  void a_program_that_fails_is_reported_with_its_words() {
    assertThatThrownBy(() -> Programs.run("bash", "-c", "echo no such film; exit 3"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such film");
  }

  @Test
  void a_program_that_is_missing_is_named() {
    assertThatThrownBy(() -> Programs.require("bash", "no-such-program-anywhere"))
        .isInstanceOf(MissingProgramException.class)
        .hasMessageContaining("no-such-program-anywhere");
  }
}
