package dev.sluice.app.command;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.app.terminal.CommandContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Adds the settings to a command as options, and reads them back. */
final class SettingOptions {
  private static final Logger LOG = System.getLogger(SettingOptions.class.getName());
  private static final String CONFIG = "--config";

  /** The command's own options come first in its help. */
  private static final int AFTER_THE_COMMANDS_OWN = 1_000;

  private SettingOptions() {}

  /** Adds a flag for each of these settings, and {@code --config}. */
  static CommandLine addTo(CommandLine command, Set<Setting> settings) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading(
                "%nSettings (flags override SLUICE_ variables, which override"
                    + " sluice.properties):%n")
            .exclusive(false)
            .multiplicity("0..1")
            .order(AFTER_THE_COMMANDS_OWN);
    for (Setting setting : settings) {
      String fallback = setting.fallback().map(text -> " Default: %s.".formatted(text)).orElse("");
      group.addArg(
          OptionSpec.builder(setting.flag())
              .type(String.class)
              .paramLabel(setting.placeholder())
              .description((setting.help() + fallback).replace("%", "%%"))
              .build());
      setting
          .formerFlags()
          .forEach(
              flag ->
                  group.addArg(OptionSpec.builder(flag).type(String.class).hidden(true).build()));
    }
    group.addArg(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("Read this file instead of ./sluice.properties.")
            .build());
    command.getCommandSpec().addArgGroup(group.build());
    return command;
  }

  /**
   * The settings as the command line, the variables and the file give them.
   *
   * @throws dev.sluice.app.settings.SettingsException with every problem
   */
  static Settings read(CommandSpec command, CommandContext context) {
    return read(command, context, Map.of());
  }

  /**
   * @param overrides the values that the command itself sets
   */
  static Settings read(
      CommandSpec command, CommandContext context, Map<Setting, String> overrides) {
    ParseResult parsed = command.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      setting.formerFlags().stream()
          .filter(parsed::hasMatchedOption)
          .forEach(
              flag -> {
                LOG.log(Level.WARNING, SettingsSources.renamed(flag, setting.flag()));
                flags.put(setting, parsed.matchedOptionValue(flag, ""));
              });
      if (parsed.hasMatchedOption(setting.flag())) {
        flags.put(setting, parsed.matchedOptionValue(setting.flag(), ""));
      }
    }
    flags.putAll(overrides);
    Optional<Path> config = Optional.ofNullable(parsed.matchedOptionValue(CONFIG, null));
    return new SettingsSources(flags, context.environment(), context.workingDirectory(), config)
        .read();
  }
}
