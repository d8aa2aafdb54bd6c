package dev.sluice.app.command;

import dev.sluice.app.terminal.CommandContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** A command that was run in this process, with what came of it. */
public record CommandRun(int exitCode, String out, String err) {
  public static CommandRun in(Path folder, String... arguments) {
    return in(folder, Map.of(), arguments);
  }

  public static CommandRun in(Path folder, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandContext context =
        new CommandContext(
            new PrintWriter(out), new PrintWriter(err), false, false, environment, folder);
    int code = SluiceCommand.line(context).execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
