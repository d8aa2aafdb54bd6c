package dev.sluice.app.command;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.Table;
import dev.sluice.app.wiring.Diagnosis;
import dev.sluice.app.wiring.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks whether everything is there that a server needs. */
@Command(
    name = "doctor",
    description = {
      "Checks everything that a server needs, and prints what is missing and what to do. Exits"
          + " with 1 if a requirement is missing."
    },
    footer = {"", "Example:", "  sluice doctor --data-dir /srv/sluice"})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final CommandContext context;

  DoctorCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Settings settings = SettingOptions.read(spec, context);
    List<Finding> findings = new Diagnosis(settings, context.environment()).run();
    Table table = Table.headed("WHAT", "STATE", "FOUND, AND WHAT TO DO");
    for (Finding finding : findings) {
      table.row(finding.what(), finding.state().toString(), finding.found());
      if (!finding.advice().isEmpty()) {
        table.row("", "", "- " + finding.advice());
      }
    }
    table.print(context.out(), context.columns());
    boolean wanting =
        findings.stream().anyMatch(finding -> finding.state() == Finding.State.NEEDED);
    return wanting ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
