package dev.sluice.app.settings;

import dev.sluice.core.shared.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Gathers the values of settings from three sources: a flag overrides a variable, and a variable
 * overrides the file. A variable may name a file that holds the value: {@code SLUICE_PORT_FILE}. An
 * empty variable counts as none, since compose files pass unset variables so.
 */
public final class SettingsSources {
  private static final Logger LOG = System.getLogger(SettingsSources.class.getName());

  /** The file that is read from the working directory when it is there. */
  public static final String FILE = "sluice.properties";

  /** Names the file to read instead, as {@code --config} does. */
  public static final String CONFIG_VARIABLE = "SLUICE_CONFIG";

  /** Ends a variable that names a file with the value, as Docker and Kubernetes mount secrets. */
  private static final String FILE_SUFFIX = "_FILE";

  private static final int MAX_VALUE_BYTES = 1 << 16;

  /** Variables that the start script reads; they are not settings. */
  private static final Set<String> OTHER_VARIABLES = Set.of(CONFIG_VARIABLE, "SLUICE_JAVA_OPTS");

  private final Map<Setting, String> flags;
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Optional<Path> config;

  /**
   * @param flags what the command line gave
   * @param environment all variables; those that begin with {@code SLUICE_} are settings, and those
   *     of AWS may give a role
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
   * Reads all three sources. Old names and variables that were ignored are logged, in a line each.
   *
   * @throws SettingsException with every unknown name and every value that cannot be used
   */
  public Settings read() {
    return read(notice -> LOG.log(Level.WARNING, notice));
  }

  /**
   * Reads all three sources.
   *
   * @param notices receives a sentence about each old name, and about variables that were ignored
   */
  Settings read(Consumer<String> notices) {
    List<String> problems = new ArrayList<>();
    Map<Setting, SettingValue> given = new EnumMap<>(Setting.class);
    readFile(given, problems, notices);
    readVariables(given, problems, notices);
    flags.forEach((setting, text) -> put(given, setting, text, setting.flag()));
    return new SettingsParser(given, environment, workingDirectory, problems).parse();
  }

  /** Returns the sentence about an old name that somebody uses. */
  public static String renamed(String former, String current) {
    return "%s is the old name of %s and will go; use the new one".formatted(former, current);
  }

  private void readFile(
      Map<Setting, SettingValue> given, List<String> problems, Consumer<String> notices) {
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
      problems.add("The settings file %s is not text in UTF-8; save it as UTF-8".formatted(file));
      return;
    } catch (IOException | IllegalArgumentException e) {
      problems.add("The settings file %s cannot be read: %s".formatted(file, e.getMessage()));
      return;
    }
    Map<String, String> texts = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
    String in = " in " + file.getFileName();
    formerFirst(texts.keySet(), Setting::withFormerKey)
        .forEach(
            key -> {
              String text = texts.get(key);
              Optional<Setting> former = Setting.withFormerKey(key);
              former.ifPresent(setting -> notices.accept(renamed(key + in, setting.key())));
              former
                  .or(() -> Setting.withKey(key))
                  .ifPresentOrElse(
                      setting -> put(given, setting, text, key + in),
                      () ->
                          problems.add(
                              unknown(key + in, NearestName.to(key, keys()).orElseThrow())));
            });
  }

  private void readVariables(
      Map<Setting, SettingValue> given, List<String> problems, Consumer<String> notices) {
    Map<String, String> ours = new TreeMap<>(environment);
    ours.keySet()
        .removeIf(
            variable -> !variable.startsWith("SLUICE_") || OTHER_VARIABLES.contains(variable));
    Set<String> injected = KubernetesVariables.of(ours);
    ours.keySet().removeAll(injected);
    if (!injected.isEmpty()) {
      notices.accept(
          "Ignored %s: Kubernetes sets these for a service whose name begins with sluice"
              .formatted(String.join(", ", injected)));
    }
    formerFirst(ours.keySet(), Setting::withFormerVariable)
        .forEach(
            variable -> {
              String text = ours.get(variable);
              Optional<Setting> former = Setting.withFormerVariable(variable);
              former.ifPresent(setting -> notices.accept(renamed(variable, setting.variable())));
              former
                  .or(() -> Setting.withVariable(variable))
                  .ifPresentOrElse(
                      setting -> put(given, setting, text, variable),
                      () -> readValueFile(given, variable, text, problems));
            });
  }

  private void readValueFile(
      Map<Setting, SettingValue> given, String variable, String text, List<String> problems) {
    boolean namesFile = variable.endsWith(FILE_SUFFIX);
    String base =
        namesFile ? variable.substring(0, variable.length() - FILE_SUFFIX.length()) : variable;
    Optional<Setting> setting = Setting.withVariable(base);
    if (!namesFile || setting.isEmpty()) {
      String nearest = NearestName.to(base, variables()).orElseThrow();
      problems.add(unknown(variable, nearest + (namesFile ? FILE_SUFFIX : "")));
    } else if (!text.isBlank()) {
      if (!environment.getOrDefault(base, "").isBlank()) {
        problems.add("%s and %s are both set; remove one of them".formatted(base, variable));
        return;
      }
      try {
        put(given, setting.get(), valueIn(workingDirectory.resolve(text.strip())), variable);
      } catch (IOException | InvalidPathException e) {
        problems.add(variable + ": " + e.getMessage());
      }
    }
  }

  /** Returns what a file holds; its content is in no message. */
  private static String valueIn(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_VALUE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new IOException("this user may not read the file " + file, e);
    } catch (IOException e) {
      throw new IOException("the file %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (bytes.length > MAX_VALUE_BYTES) {
      throw new IOException(
          String.format(Locale.ROOT, "the file %s has more than %,d bytes", file, MAX_VALUE_BYTES));
    }
    String value;
    try {
      value = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(
          "the file %s is not text in UTF-8; save it as UTF-8".formatted(file), e);
    }
    if (value.isBlank()) {
      throw new IOException("the file " + file + " is empty");
    }
    return value;
  }

  /** Old names come first, so that a new name in the same source replaces their value. */
  private static List<String> formerFirst(
      Set<String> names, Function<String, Optional<Setting>> former) {
    return names.stream()
        .sorted(Comparator.comparing((String name) -> former.apply(name).isEmpty()))
        .toList();
  }

  private static void put(
      Map<Setting, SettingValue> given, Setting setting, String text, String where) {
    if (!text.isBlank()) {
      given.put(setting, new SettingValue(text.strip(), where));
    }
  }

  private static String unknown(String where, String nearest) {
    return "%s: there is no such setting; did you mean %s?".formatted(where, nearest);
  }

  private static List<String> keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).toList();
  }

  private static List<String> variables() {
    return Arrays.stream(Setting.values()).map(Setting::variable).toList();
  }
}
