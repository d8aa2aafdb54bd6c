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

/** Is everything there? */
@Command(
    name = "doctor",
    description = {
      "Looks at all that a server needs: what is found, what is missing, what to do. Ends with 1"
          + " when something that is needed is missing."
    },
    footer = {"", "Example:", "  sluice doctor --data-dir /srv/sluice"})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final CommandContext around;

  DoctorCommand(CommandContext around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Settings settings = SettingOptions.read(spec, around);
    List<Finding> findings = new Diagnosis(settings, around.environment()).run();
    Table table = Table.headed("WHAT", "STATE", "FOUND", "WHAT TO DO");
    findings.forEach(
        finding ->
            table.row(
                finding.what(), finding.state().toString(), finding.found(), finding.advice()));
    table.print(around.out());
    boolean wanting =
        findings.stream().anyMatch(finding -> finding.state() == Finding.State.NEEDED);
    return wanting ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
