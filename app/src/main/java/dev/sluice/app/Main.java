package dev.sluice.app;

import dev.sluice.app.command.SluiceCommand;
import dev.sluice.app.terminal.CommandContext;

/** The entry point of the program. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(SluiceCommand.line(CommandContext.ofProcess()).execute(arguments));
  }
}
