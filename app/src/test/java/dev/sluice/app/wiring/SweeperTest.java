package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SweeperTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void it_looks_again_and_again_also_after_a_failure() {
    List<Instant> asked = new CopyOnWriteArrayList<>();
    ListAppender<ILoggingEvent> warnings = new ListAppender<>();
    warnings.list = new CopyOnWriteArrayList<>();
    warnings.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Sweeper.class);
    logger.setAdditive(false);
    // Another test of this process may have set that of all loggers.
    logger.setLevel(Level.WARN);
    logger.addAppender(warnings);

    try (Sweeper ignored =
        Sweeper.start(
            before -> {
              asked.add(before);
              throw new IllegalStateException("the storage is away");
            },
            () -> NOW.plusSeconds(asked.size()),
            Duration.ofHours(6),
            Optional.empty(),
            Duration.ofMillis(5))) {
      Awaitility.await().until(() -> asked.size() >= 3 && warnings.list.size() >= 2);
    } finally {
      logger.detachAppender(warnings);
      logger.setAdditive(true);
      logger.setLevel(null);
    }

    // An hour more than the longest job before the moment of each look.
    Instant first = NOW.minus(Duration.ofHours(7));
    assertThat(asked).startsWith(first, first.plusSeconds(1), first.plusSeconds(2));
  }

  @Test
  void what_was_left_before_the_start_of_the_only_process_goes_in_the_first_round() {
    List<Instant> asked = new CopyOnWriteArrayList<>();

    try (Sweeper ignored =
        Sweeper.start(
            before -> {
              asked.add(before);
              return 0;
            },
            () -> NOW,
            Duration.ofHours(6),
            Optional.of(NOW.minusSeconds(2)),
            Duration.ofMillis(5))) {
      Awaitility.await().until(() -> asked.size() >= 2);
    }

    assertThat(asked).startsWith(NOW.minusSeconds(2), NOW.minus(Duration.ofHours(7)));
  }
}
