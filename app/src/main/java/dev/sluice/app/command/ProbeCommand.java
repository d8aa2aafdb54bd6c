package dev.sluice.app.command;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.MediaInfoText;
import dev.sluice.app.wiring.MediaProbe;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what media contains. */
@Command(
    name = "probe",
    description = "Prints what a media URL or file contains, and reads no more of it than needed.",
    footer = {
      "",
      "Examples:",
      "  sluice probe https://example.org/talk.mkv",
      "  sluice probe --json talk.mp4"
    })
final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL|FILE", description = "An http or https URL, or a local file.")
  private String source;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  private final CommandContext context;

  ProbeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Settings settings = SettingOptions.read(spec, context);
    MediaProbe.Probed found =
        isUrl()
            ? MediaProbe.of(settings, url())
            : MediaProbe.of(settings, context.workingDirectory().resolve(source));
    if (json) {
      context.out().println(MediaInfoText.json(found.media(), found.otherRenditions()));
    } else {
      MediaInfoText.table(found.media(), context.out());
      MediaInfoText.renditions(found.otherRenditions(), context.out());
    }
    context.out().flush();
    return ExitCode.OK;
  }

  private boolean isUrl() {
    String start = source.strip().toLowerCase(Locale.ROOT);
    return start.startsWith("http://") || start.startsWith("https://");
  }

  private SourceUrl url() {
    try {
      return SourceUrl.parse(source);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(RequestField.URL, e.getMessage());
    }
  }
}
