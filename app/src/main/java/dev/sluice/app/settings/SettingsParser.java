package dev.sluice.app.settings;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Parses the texts of settings and collects everything that is wrong with them. Used once. */
final class SettingsParser {
  private static final int MAX_WORKERS = 1_000;
  private static final int CONNECTIONS_PER_ADDRESS = 256;
  private static final String AT_LEAST_ONE = "0*[1-9]\\d{0,8}";

  private static final Duration LONGEST_STALL = Duration.ofDays(1);

  private final Map<Setting, SettingValue> given;
  private final Path workingDirectory;
  private final List<String> problems;

  private final Map<String, String> environment;

  /**
   * @param environment all variables, for those of AWS
   */
  SettingsParser(
      Map<Setting, SettingValue> given,
      Map<String, String> environment,
      Path workingDirectory,
      List<String> problems) {
    this.given = given;
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.problems = new ArrayList<>(problems);
  }

  Settings parse() {
    Settings settings =
        new Settings(
            read(Setting.DATA_DIR, this::path).orElseGet(() -> path("data")),
            read(Setting.HOST, SettingsParser::host).orElse("127.0.0.1"),
            read(Setting.PORT, text -> number(text, 65_535)).orElse(8080),
            read(Setting.WORKERS, text -> number(text, MAX_WORKERS))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()),
            read(Setting.ISOLATION, SettingsParser::isolation).orElse(true),
            read(Setting.INITIAL_API_KEY, SettingsParser::key),
            read(Setting.PUBLIC_URL, SettingsParser::url),
            read(Setting.WEBHOOK_FAILURE_TYPE, SettingsParser::failureType).orElse("job_completed"),
            access(),
            retention(),
            database(),
            read(Setting.ENCRYPTION_KEY, EncryptionKeyParser::parse).orElse(List.of()),
            new BucketSettingsParser(this, environment).parse(),
            read(Setting.ALLOW_NETWORKS, SettingsParser::guard)
                .orElseGet(AddressPolicy::publicOnly),
            read(Setting.MAX_SOURCE_BYTES, SizesAndDurations::bytes).orElse(100_000_000_000L),
            read(Setting.READ_TIMEOUT, SettingsParser::stall).orElse(Duration.ofSeconds(30)),
            read(Setting.JOB_TIMEOUT, SizesAndDurations::duration).orElse(Duration.ofHours(6)),
            pages(),
            new ShowSettingsParser(this).parse());
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return settings;
  }

  private Settings.Pages pages() {
    boolean isOff = read(Setting.YT_DLP, text -> text).filter("off"::equalsIgnoreCase).isPresent();
    return new Settings.Pages(
        isOff,
        isOff ? Optional.empty() : read(Setting.YT_DLP, this::path),
        read(Setting.SITE_CREDENTIALS, this::path));
  }

  private Settings.Access access() {
    return new Settings.Access(
        read(Setting.CORS_ORIGINS, SettingsParser::origins).orElse(Set.of()),
        limit(Setting.KEY_MAX_REQUESTS_PER_SECOND),
        limit(Setting.KEY_MAX_WAITING_JOBS),
        limit(Setting.KEY_MAX_RUNNING_JOBS),
        read(Setting.CONNECTIONS_PER_ADDRESS, SettingsParser::atLeastOneOrNone)
            .orElse(OptionalInt.of(CONNECTIONS_PER_ADDRESS)));
  }

  private RetentionPolicy retention() {
    RetentionPolicy standard = RetentionPolicy.standard();
    Optional<Duration> jobs = read(Setting.KEEP_JOBS, SettingsParser::kept).orElse(standard.jobs());
    Optional<Duration> files =
        read(Setting.KEEP_FILES, SettingsParser::kept).orElse(standard.files());
    Optional<Duration> notifications =
        read(Setting.KEEP_NOTIFICATIONS, SettingsParser::kept).orElse(standard.notifications());
    boolean isLonger =
        files.isPresent() && jobs.filter(time -> time.compareTo(files.get()) < 0).isPresent();
    if (isLonger) {
      problems.add(
          "keep-files must not be longer than keep-jobs (90d by default), since only a job knows"
              + " its object");
      return standard;
    }
    return new RetentionPolicy(jobs, notifications, files);
  }

  private static Optional<Duration> kept(String text) {
    if (text.equalsIgnoreCase("forever")) {
      return Optional.empty();
    }
    Duration time = SizesAndDurations.duration(text);
    if (time.compareTo(RetentionPolicy.SHORTEST) < 0) {
      throw new IllegalArgumentException("expected a time of at least 1h, or forever");
    }
    if (time.compareTo(RetentionPolicy.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "expected a time of at most " + RetentionPolicy.LONGEST.toDays() + "d, or forever");
    }
    return Optional.of(time);
  }

  private OptionalInt limit(Setting setting) {
    return read(setting, SettingsParser::atLeastOne)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private Optional<Settings.Database> database() {
    if (!given.containsKey(Setting.DATABASE_URL)) {
      forbidWithout(Setting.DATABASE_URL, Set.of(Setting.DATABASE_USER, Setting.DATABASE_PASSWORD));
      return Optional.empty();
    }
    return read(Setting.DATABASE_URL, SettingsParser::jdbcUrl)
        .map(
            url ->
                new Settings.Database(
                    url,
                    read(Setting.DATABASE_USER, text -> text),
                    read(Setting.DATABASE_PASSWORD, Secret::of)));
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  boolean isGiven(Setting setting) {
    return given.containsKey(setting);
  }

  Optional<Secret> required(Setting setting, Setting because) {
    return required(setting, because, Secret::of);
  }

  <T> Optional<T> required(Setting setting, Setting because, Function<String, T> meaning) {
    if (!given.containsKey(setting)) {
      problems.add("%s is set, so %s is needed too".formatted(because.key(), setting.key()));
    }
    return read(setting, meaning);
  }

  void forbidWithout(Setting missing, Set<Setting> pointless) {
    for (Setting setting : pointless) {
      SettingValue found = given.get(setting);
      if (found != null) {
        problems.add(
            "%s means nothing without %s; set that too, or neither"
                .formatted(found.where(), missing.key()));
      }
    }
  }

  <T> Optional<T> read(Setting setting, Function<String, T> meaning) {
    SettingValue found = given.get(setting);
    if (found == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(meaning.apply(found.text()));
    } catch (IllegalArgumentException e) {
      // A URL may carry a password before its @.
      boolean hidden = setting.isSecret() || found.text().contains("@");
      String shown = hidden ? "" : ", found '%s'".formatted(found.text());
      problems.add("%s: %s%s".formatted(found.where(), e.getMessage(), shown));
      return Optional.empty();
    }
  }

  /**
   * Returns the path that a text names. No shell has seen a file's text, so home is ours to find.
   */
  Path path(String text) {
    try {
      return workingDirectory.resolve(withHome(text)).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a folder", e);
    }
  }

  private String withHome(String text) {
    if (!text.startsWith("~")) {
      return text;
    }
    if (!text.equals("~") && !text.startsWith("~/")) {
      throw new IllegalArgumentException(
          "only ~/ stands for your home; give the whole path, or ./~... for a name that begins so");
    }
    String home = environment.getOrDefault("HOME", "");
    if (home.isBlank()) {
      throw new IllegalArgumentException("HOME is not set, so give the whole path instead of ~");
    }
    return home + text.substring(1);
  }

  private static String host(String text) {
    if (!text.matches("[0-9A-Za-z.:%_-]+")) {
      throw new IllegalArgumentException("expected an address or a host name");
    }
    return text;
  }

  private static int number(String text, int most) {
    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException("expected a whole number from 0 to " + most);
    }
    return Integer.parseInt(text);
  }

  private static OptionalInt atLeastOneOrNone(String text) {
    if (text.equalsIgnoreCase("none")) {
      return OptionalInt.empty();
    }
    if (!text.matches(AT_LEAST_ONE)) {
      throw new IllegalArgumentException("expected a whole number from 1 to 999999999, or none");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private static int atLeastOne(String text) {
    if (!text.matches(AT_LEAST_ONE)) {
      throw new IllegalArgumentException("expected a whole number from 1 to 999999999");
    }
    return Integer.parseInt(text);
  }

  private static Secret key(String text) {
    // Keys are opaque: one that a client has already is welcome, if a header can carry it.
    if (!text.matches("[!-~]{8,200}")) {
      throw new IllegalArgumentException(
          "expected 8 to 200 letters, digits or signs of ASCII, without spaces");
    }
    return Secret.of(text);
  }

  static URI url(String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Its message would repeat the text, which may hold a password.
    }
    throw new IllegalArgumentException("expected a URL such as https://media.example.org");
  }

  // As browsers spell them: no path, no slash at the end, and letters small.
  private static Set<String> origins(String text) {
    Set<String> origins = new LinkedHashSet<>();
    for (String part : text.split("[,\\s]+")) {
      String origin = part.toLowerCase(Locale.ROOT).replaceAll("/$", "");
      if (!origin.matches(
          "\\*|https?://[a-z0-9._-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?")) {
        throw new IllegalArgumentException(
            "expected * or origins such as https://app.example.org, separated by commas");
      }
      origins.add(origin);
    }
    return origins;
  }

  private static Duration stall(String text) {
    Duration time = SizesAndDurations.duration(text);
    if (time.compareTo(LONGEST_STALL) > 0) {
      throw new IllegalArgumentException("expected a time of at most a day");
    }
    return time;
  }

  private static boolean isolation(String text) {
    if (!text.equals("process") && !text.equals("none")) {
      throw new IllegalArgumentException("expected process or none");
    }
    return text.equals("process");
  }

  private static String failureType(String text) {
    if (!text.equals("job_completed") && !text.equals("job_failed")) {
      throw new IllegalArgumentException("expected job_completed or job_failed");
    }
    return text;
  }

  private static Secret jdbcUrl(String text) {
    if (!text.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("expected a URL that begins with jdbc:postgresql:");
    }
    return Secret.of(text);
  }

  private static AddressPolicy guard(String text) {
    List<Cidr> networks = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    for (String part : text.split("[,\\s]+")) {
      if (part.isEmpty()) {
        continue;
      }
      // Digits and dots alone are meant as an address.
      if (part.contains(":") || part.contains("/") || part.matches("[0-9.]+")) {
        networks.add(network(part));
      } else if (part.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
        hosts.add(part);
      } else {
        throw new IllegalArgumentException(
            "expected networks such as 10.0.0.0/8 and host names, separated by commas");
      }
    }
    return AddressPolicy.publicOnly().allowing(networks).allowingHosts(hosts);
  }

  private static Cidr network(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected networks such as 10.0.0.0/8 or fd00::/8, and '%s' is none".formatted(text), e);
    }
  }
}
