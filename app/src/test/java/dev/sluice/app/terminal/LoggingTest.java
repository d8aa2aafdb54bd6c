package dev.sluice.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  @Test
  void a_line_has_its_date_time_level_class_and_message() {
    Logging.configure(false, true);

    ch.qos.logback.classic.Logger logger = context.getLogger("dev.sluice.some.Place");
    ILoggingEvent event =
        new LoggingEvent(
            "fqcn", logger, ch.qos.logback.classic.Level.WARN, "It is late", null, null);
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().next();
    String line = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);

    assertThat(line)
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}([+-]\\d\\d:\\d\\d|Z) WARN  Place:"
                + " It is late\\R");
  }

  @AfterEach
  void restoreTheLogOfTheTests() throws Exception {
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL file = LoggingTest.class.getResource("/logback-test.xml");
    if (file != null) {
      configurator.doConfigure(file);
    }
  }
}
