package dev.sluice.app.command;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Setting.Group;
import dev.sluice.app.settings.SizesAndDurations;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.Logging;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code sluice} and its subcommands. */
@Command(
    name = "sluice",
    versionProvider = Version.class,
    description = "Turns a media URL into a finished object in your storage.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  sluice demo                            Run one job, from its URL to its webhook",
      "  sluice get https://example.org/a.mkv   Fetch one file into this folder, as mp4",
      "  sluice serve                           Accept jobs over HTTP",
      "",
      "sluice COMMAND --help explains a command."
    })
public final class SluiceCommand implements Runnable {
  private static final int USAGE_WIDTH = 100;

  private static final Map<String, String> EXIT_CODES =
      new TreeMap<>(
          Map.of(
              "  0", "done",
              "  1", "it failed; a sentence on standard error says why",
              "  2", "wrong usage or settings",
              "130", "interrupted"));

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log every step to standard error.")
  private boolean verbose;

  private SluiceCommand() {}

  /** Returns the whole command line, ready to run once. */
  public static CommandLine line(CommandContext context) {
    Set<Setting> fetching = Setting.of(Group.FETCH);
    SluiceCommand root = new SluiceCommand();
    CommandLine line = new CommandLine(root);
    line.addSubcommand(with(Setting.all(), new ServeCommand(context)))
        .addSubcommand(
            with(Setting.of(Group.FETCH, Group.STORE, Group.SHOWS), new GetCommand(context)))
        .addSubcommand(with(fetching, new ProbeCommand(context)))
        .addSubcommand(KeysCommand.line(context))
        .addSubcommand(with(Setting.all(), new DoctorCommand(context)))
        .addSubcommand(with(Setting.of(Group.DATA), new DemoCommand(context)))
        .addSubcommand(new CompletionCommand(context))
        .addSubcommand(new WarmUpCommand());
    describeExitCodes(line);

    register(line, Container.class, Container::named, Container.values());
    register(
        line, VideoQuality.Preset.class, VideoQuality.Preset::named, VideoQuality.Preset.values());
    register(line, VideoCodec.class, VideoCodec::named, VideoCodec.values());
    register(line, AudioCodec.class, AudioCodec::named, AudioCodec.values());
    register(line, AudioBitrate.class, AudioBitrate::named, AudioBitrate.values());
    register(line, AudioTracks.class, AudioTracks::named, AudioTracks.values());
    line.registerConverter(Duration.class, SluiceCommand::mediaLength);
    return line.setOut(context.out())
        .setErr(context.err())
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(ErrorReporter::aboutUsage)
        .setExecutionExceptionHandler(ErrorReporter::aboutExecution)
        .setExecutionStrategy(
            parsed -> {
              Logging.configure(root.verbose, isServing(parsed));
              return new CommandLine.RunLast().execute(parsed);
            });
  }

  static CommandLine with(Set<Setting> settings, Object command) {
    return SettingOptions.addTo(new CommandLine(command), settings);
  }

  private static boolean isServing(CommandLine.ParseResult parsed) {
    return parsed.hasSubcommand()
        && parsed.subcommand().commandSpec().userObject() instanceof ServeCommand;
  }

  private static void describeExitCodes(CommandLine command) {
    command
        .getCommandSpec()
        .mixinStandardHelpOptions(true)
        .usageMessage()
        .width(USAGE_WIDTH)
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(EXIT_CODES);
    command.getSubcommands().values().forEach(SluiceCommand::describeExitCodes);
  }

  private static <E> void register(
      CommandLine line, Class<E> type, Function<String, Optional<E>> named, E[] values) {
    ITypeConverter<E> converter =
        text ->
            named
                .apply(text)
                .orElseThrow(
                    () ->
                        new TypeConversionException(
                            "expected one of %s, found '%s'"
                                .formatted(Alternatives.list(values), text)));
    line.registerConverter(type, converter);
  }

  private static Duration mediaLength(String text) {
    try {
      return SizesAndDurations.mediaLength(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("%s, found '%s'".formatted(e.getMessage(), text));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say which command to run");
  }
}
