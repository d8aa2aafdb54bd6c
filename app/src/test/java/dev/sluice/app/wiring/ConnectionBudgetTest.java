package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
  @Test
  void connections_get_the_handles_that_jobs_and_the_database_leave() {
    assertThat(ConnectionBudget.of(1_000_000, 8)).isEqualTo(new ConnectionBudget(2_048, 32));
    assertThat(ConnectionBudget.of(3_948, 8)).isEqualTo(new ConnectionBudget(1_828, 32));
    assertThat(ConnectionBudget.of(900, 2)).isEqualTo(new ConnectionBudget(352, 32));
  }

  @Test
  void handles_that_cannot_be_counted_are_estimated() {
    assertThat(ConnectionBudget.opened(() -> 73)).isEqualTo(73);
    assertThat(
            ConnectionBudget.opened(
                () -> {
                  throw new InternalError("Unable to open directory /proc/self/fd");
                }))
        .isEqualTo(100);
  }

  @Test
  void probes_have_a_quarter_of_a_few_connections() {
    assertThat(ConnectionBudget.of(172, 2)).isEqualTo(new ConnectionBudget(15, 5));
    assertThat(ConnectionBudget.of(-5, 64)).isEqualTo(new ConnectionBudget(12, 4));
  }
}
