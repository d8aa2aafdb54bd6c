package dev.sluice.app.command;

import dev.sluice.app.terminal.CommandContext;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that completes our commands in a shell. */
@Command(
    name = "completion",
    description = "Prints a script that completes sluice's commands in bash and zsh.",
    footer = {"", "Example:", "  source <(sluice completion)"})
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  private final CommandContext context;

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    context.out().print(AutoComplete.bash("sluice", spec.root().commandLine()));
    context.out().flush();
  }
}
