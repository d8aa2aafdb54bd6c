package dev.sluice.app.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to standard error: a line per step for a server, only trouble for the rest. */
public final class Logging {
  /** A field, since the JDK forgets an unreferenced logger, and its level with it. */
  private static final java.util.logging.Logger S3_CLIENT =
      java.util.logging.Logger.getLogger("io.minio.BaseS3Client");

  private Logging() {}

  /**
   * @param verbose everything of ours, and what the libraries think worth a line
   * @param serving a server logs each job's steps
   */
  public static void configure(boolean verbose, boolean serving) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    // It prints the answers of stores that name no ETag, with an object's address, past every
    // format of ours; what such an answer means is looked after by the store's adapter.
    S3_CLIENT.setLevel(java.util.logging.Level.OFF);

    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %message%n");
    encoder.start();

    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();

    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(verbose ? Level.INFO : Level.WARN);
    context.getLogger("dev.sluice").setLevel(verbose ? Level.DEBUG : quiet(serving));
    if (!verbose) {
      // It logs a taken port with a stack trace, and warns when a short command closes its pool.
      context.getLogger("io.javalin").setLevel(Level.OFF);
      context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
    }
  }

  private static Level quiet(boolean serving) {
    return serving ? Level.INFO : Level.WARN;
  }
}
