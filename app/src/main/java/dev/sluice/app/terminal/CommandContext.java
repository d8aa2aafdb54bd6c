package dev.sluice.app.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The output, environment and folder of a command, handed in so that tests run commands in-process.
 *
 * @param out for results: a key, a path, JSON
 * @param err for messages to a person
 * @param terminal whether a person watches {@code err}
 * @param showsSecrets whether {@code out} is a terminal, and no file or log
 * @param environment the process's variables
 * @param workingDirectory the base of relative paths
 */
public record CommandContext(
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    boolean showsSecrets,
    Map<String, String> environment,
    Path workingDirectory) {
  private static final int USUAL_COLUMNS = 80;

  /** Returns the context of this process. */
  public static CommandContext ofProcess() {
    return new CommandContext(
        writer(System.out),
        writer(System.err),
        isTerminal(),
        // Only the start script can tell: a Java from 22 on has a console in any case.
        Boolean.getBoolean("sluice.terminal.out"),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  /** Returns the width of the terminal; 80 if the variable {@code COLUMNS} does not say. */
  public int columns() {
    String text = environment.getOrDefault("COLUMNS", "");
    return text.matches("[1-9]\\d{1,3}") ? Integer.parseInt(text) : USUAL_COLUMNS;
  }

  // Java cannot tell whether standard error alone is a terminal; the start script can.
  private static boolean isTerminal() {
    String property = System.getProperty("sluice.terminal");
    return property == null ? System.console() != null : property.equals("true");
  }

  private static PrintWriter writer(PrintStream stream) {
    OutputStream bytes = stream;
    return new PrintWriter(bytes, true, StandardCharsets.UTF_8);
  }
}
