package dev.sluice.core.engine.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final Outage outage = new Outage("The database", () -> 0);

  /** Ends the outage as soon as a call waits for it. */
  private final StageMonitor monitor =
      new StageMonitor.Forwarding(new RunMonitor(() -> 0)) {
        @Override
        public void check() {
          outage.end();
        }
      };

  @Test
  void an_interrupted_thread_waits_and_stays_interrupted() {
    List<Boolean> interrupted = new ArrayList<>();
    Thread.currentThread().interrupt();

    outage.waitingFor(
        monitor,
        () -> {
          interrupted.add(Thread.currentThread().isInterrupted());
          if (interrupted.size() == 1) {
            throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "It is away");
          }
          return true;
        });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).as("it would wait no longer").containsExactly(true, false);
  }
}
