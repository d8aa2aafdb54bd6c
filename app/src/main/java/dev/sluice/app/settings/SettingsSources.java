package dev.sluice.app.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gathers the texts of settings from the three places: flags beat variables beat the file. An empty
 * text counts as none, since that is how a compose file says so.
 */
public final class SettingsSources {
  /** The file that is read from the working directory when it is there. */
  public static final String FILE = "sluice.properties";

  /** Names the file to read instead, as {@code --config} does. */
  public static final String CONFIG_VARIABLE = "SLUICE_CONFIG";

  /** Variables that the start script reads; they are no settings. */
  private static final Set<String> OTHER_VARIABLES = Set.of(CONFIG_VARIABLE, "SLUICE_JAVA_OPTS");

  private final Map<Setting, String> flags;
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Optional<Path> config;

  /**
   * @param flags what the command line gave
   * @param environment all variables; those that do not begin with {@code SLUICE_} are left alone
   * @param workingDirectory where {@value #FILE} is looked for, and what paths are relative to
   * @param config the file that the command line names; it must exist then
   */
  public SettingsSources(
      Map<Setting, String> flags,
      Map<String, String> environment,
      Path workingDirectory,
      Optional<Path> config) {
    this.flags = Map.copyOf(flags);
    this.environment = Map.copyOf(environment);
    this.workingDirectory = workingDirectory;
    this.config = config;
  }

  /**
   * Reads all three places.
   *
   * @throws SettingsException with every unknown name and every value that cannot be used
   */
  public Settings read() {
    List<String> problems = new ArrayList<>();
    Map<Setting, SettingValue> given = new EnumMap<>(Setting.class);
    readFile(given, problems);
    readVariables(given, problems);
    flags.forEach((setting, text) -> put(given, setting, text, setting.flag()));
    return new SettingsParser(given, workingDirectory, problems).parse();
  }

  private void readFile(Map<Setting, SettingValue> given, List<String> problems) {
    Optional<Path> named =
        config.or(
            () ->
                Optional.ofNullable(environment.get(CONFIG_VARIABLE))
                    .filter(text -> !text.isBlank())
                    .map(Path::of));
    Path file = workingDirectory.resolve(named.orElse(Path.of(FILE)));
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      named.ifPresent(path -> problems.add("There is no settings file " + path));
      return;
    } catch (CharacterCodingException e) {
      problems.add("The settings file %s is not text in UTF-8; save it so".formatted(file));
      return;
    } catch (IOException | IllegalArgumentException e) {
      problems.add("The settings file %s cannot be read: %s".formatted(file, e.getMessage()));
      return;
    }
    Map<String, String> sorted = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> sorted.put(key, properties.getProperty(key)));
    sorted.forEach(
        (key, text) -> {
          String where = "%s in %s".formatted(key, file.getFileName());
          Setting.withKey(key)
              .ifPresentOrElse(
                  setting -> put(given, setting, text, where),
                  () -> problems.add(unknown(where, key, keys())));
        });
  }

  private void readVariables(Map<Setting, SettingValue> given, List<String> problems) {
    new TreeMap<>(environment)
        .forEach(
            (variable, text) -> {
              if (!variable.startsWith("SLUICE_") || OTHER_VARIABLES.contains(variable)) {
                return;
              }
              Setting.withVariable(variable)
                  .ifPresentOrElse(
                      setting -> put(given, setting, text, variable),
                      () -> problems.add(unknown(variable, variable, variables())));
            });
  }

  private static void put(
      Map<Setting, SettingValue> given, Setting setting, String text, String where) {
    if (!text.isBlank()) {
      given.put(setting, new SettingValue(text.strip(), where));
    }
  }

  private static String unknown(String where, String typed, List<String> known) {
    return "%s: there is no such setting; did you mean %s?"
        .formatted(where, NearestName.to(typed, known).orElseThrow());
  }

  private static List<String> keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).toList();
  }

  private static List<String> variables() {
    return Arrays.stream(Setting.values()).map(Setting::variable).toList();
  }
}
