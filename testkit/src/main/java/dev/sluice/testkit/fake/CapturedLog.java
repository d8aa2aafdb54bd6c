package dev.sluice.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Captures what Sluice logs, from {@link #start()} until it is closed, so that a test that provokes
 * a failure asserts the log entry and the build's output does not show its stack trace.
 *
 * <p>It captures {@code java.util.logging}, where {@link System.Logger} writes by default. If the
 * class path sends log entries elsewhere, nothing is captured and {@link #assertWarned} passes.
 */
public final class CapturedLog implements AutoCloseable {
  private static final boolean DEFAULT_BACKEND =
      ServiceLoader.load(System.LoggerFinder.class).findFirst().isEmpty();

  private static final Formatter FORMAT = new SimpleFormatter();

  private final Logger logger = Logger.getLogger("dev.sluice");
  private final boolean usedParentHandlers = logger.getUseParentHandlers();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            warnings.add(FORMAT.formatMessage(entry));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private CapturedLog() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  /** Starts to capture; one at a time. */
  public static CapturedLog start() {
    return new CapturedLog();
  }

  /** Asserts that a warning or an error with this text was logged. */
  public void assertWarned(String text) {
    if (DEFAULT_BACKEND) {
      assertThat(warnings).anySatisfy(warning -> assertThat(warning).contains(text));
    }
  }

  @Override
  public void close() {
    logger.setUseParentHandlers(usedParentHandlers);
    logger.removeHandler(handler);
  }
}
