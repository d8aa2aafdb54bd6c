package dev.sluice.app.command;

import dev.sluice.app.terminal.CommandContext;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes the script that completes our commands in a shell. */
@Command(
    name = "completion",
    description = "Prints a script that completes sluice's commands in bash and zsh.",
    footer = {"", "Example:", "  source <(sluice completion)"})
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  private final CommandContext around;

  CompletionCommand(CommandContext around) {
    this.around = around;
  }

  @Override
  public void run() {
    around.out().print(AutoComplete.bash("sluice", spec.root().commandLine()));
    around.out().flush();
  }
}
