package dev.sluice.app.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one table of settings. From a row come the flag ({@code --s3-bucket}), the variable ({@code
 * SLUICE_S3_BUCKET}), the property ({@code s3-bucket}), the help and the documentation. {@link
 * SettingsParser} reads the values.
 */
public enum Setting {
  DATA_DIR(
      Group.DATA, "DIR", "./data", "Folder that holds everything of the embedded default.", "data"),

  HOST(Group.SERVER, "ADDRESS", "127.0.0.1", "Address that the server listens at."),
  PORT(Group.SERVER, "NUMBER", "8080", "Port that the server listens at; 0 picks a free one."),
  WORKERS(
      Group.SERVER,
      "NUMBER",
      "one per core",
      "Jobs that run at a time; 0 accepts jobs without running them."),
  INITIAL_API_KEY(
      Group.SERVER,
      "KEY",
      null,
      "An API key (8 to 200 characters without spaces) that exists from the start. Without it, and"
          + " without any other key, serve creates one and prints it once.",
      "first-key"),
  PUBLIC_URL(
      Group.SERVER,
      "URL",
      "where it listens",
      "URL at which clients reach the server; links begin with it."),
  WEBHOOK_FAILURE_TYPE(
      Group.SERVER,
      "TYPE",
      "job_completed",
      "The type in a webhook about a failed job: job_completed or job_failed."),
  CORS_ORIGINS(
      Group.SERVER,
      "LIST",
      null,
      "Origins (https://app.example.org), separated by commas, whose pages may call from a browser;"
          + " * is every page."),
  KEY_MAX_REQUESTS_PER_SECOND(
      Group.SERVER,
      "NUMBER",
      "no limit",
      "Requests that one API key may send in a second.",
      "max-requests-per-second"),
  KEY_MAX_WAITING_JOBS(
      Group.SERVER,
      "NUMBER",
      "no limit",
      "Jobs that one API key may have waiting.",
      "max-jobs-waiting"),
  KEY_MAX_RUNNING_JOBS(
      Group.SERVER,
      "NUMBER",
      "no limit",
      "Jobs of one API key that run at a time.",
      "max-jobs-running"),

  DATABASE_URL(
      Group.DATABASE,
      "JDBC-URL",
      "an H2 file in the data folder",
      "Database of the jobs, such as jdbc:postgresql://host/sluice."),
  DATABASE_USER(Group.DATABASE, "NAME", null, "User of the database."),
  DATABASE_PASSWORD(Group.DATABASE, "SECRET", null, "Password of the database's user."),
  ENCRYPTION_KEY(
      Group.DATABASE,
      "KEY",
      "made once in the data folder",
      "Seals the secrets in the database: 32 bytes in hex or base64, the same on all machines that"
          + " share it. Several, separated by commas: the first seals, all of them open."),

  S3_ENDPOINT(Group.STORE, "URL", "https://s3.amazonaws.com", "Where the S3 service answers."),
  S3_REGION(Group.STORE, "NAME", "us-east-1", "Region of the bucket."),
  S3_BUCKET(
      Group.STORE,
      "NAME",
      "the folder data/objects",
      "Bucket that keeps the finished objects; it must exist."),
  S3_ACCESS_KEY(Group.STORE, "KEY", null, "Access key of the bucket."),
  S3_SECRET_KEY(Group.STORE, "SECRET", null, "Secret key that belongs to the access key."),
  S3_PREFIX(Group.STORE, "PATH", null, "Stands before every object's key in the bucket."),

  ALLOW_NETWORKS(
      Group.FETCH,
      "LIST",
      null,
      "Private networks (10.0.0.0/8), addresses and host names, separated by commas, that sources"
          + " and webhooks may use."),
  MAX_SOURCE_BYTES(
      Group.FETCH, "SIZE", "100GB", "The largest source taken, such as 500MB, 5GB or 5GiB."),
  READ_TIMEOUT(
      Group.FETCH,
      "TIME",
      "30s",
      "How long a source may send nothing, such as 30s or 2m.",
      "stall-timeout"),
  JOB_TIMEOUT(Group.FETCH, "TIME", "6h", "How long one attempt of a job may take."),
  SHOW_LOOKUP_TIMEOUT(
      Group.FETCH,
      "TIME",
      "25s",
      "How long a request waits for a show's episodes, at most 50s.",
      "expand-timeout"),

  YT_DLP(
      Group.FETCH,
      "FILE|off",
      "found on the PATH",
      "The program yt-dlp, which finds the media of web pages; off refuses pages."),
  SITE_CREDENTIALS(
      Group.FETCH,
      "FILE",
      null,
      "Cookies and proxies of API keys: a key's name, a tab, a file of cookies or -, a tab, a proxy"
          + " or - on each line.",
      "site-access"),

  FEED_MAP(
      Group.SHOWS,
      "FILE",
      null,
      "Feeds that you know: a show's URL, a tab and its feed's URL on each line."),
  SPOTIFY_CLIENT_ID(
      Group.SHOWS,
      "ID",
      null,
      "Your own application at Spotify, whose terms bind you; with it, a show's list of episodes is"
          + " Spotify's."),
  SPOTIFY_CLIENT_SECRET(
      Group.SHOWS, "SECRET", null, "Secret that belongs to the application at Spotify."),
  SPOTIFY_MARKET(
      Group.SHOWS, "COUNTRY", "US", "Country whose offer is listed at Spotify: two letters."),
  SPOTIFY_API_URL(Group.SHOWS, "URL", "https://api.spotify.com", "Where Spotify's API answers."),
  SPOTIFY_TOKEN_URL(
      Group.SHOWS,
      "URL",
      "https://accounts.spotify.com/api/token",
      "Where Spotify gives out tokens."),
  SPOTIFY_OEMBED_URL(
      Group.SHOWS,
      "URL",
      "https://open.spotify.com/oembed",
      "Where Spotify tells titles to everybody."),
  APPLE_URL(
      Group.SHOWS, "URL", "https://itunes.apple.com", "Where Apple's lookup and search answer."),
  PODCAST_INDEX_URL(
      Group.SHOWS, "URL", "https://api.podcastindex.org", "Where Podcast Index answers."),
  PODCAST_INDEX_KEY(
      Group.SHOWS, "KEY", null, "Your own key of Podcast Index, which is searched for feeds then."),
  PODCAST_INDEX_SECRET(Group.SHOWS, "SECRET", null, "Secret that belongs to the key.");

  /** The subject of a setting; a command takes whole groups. */
  public enum Group {
    DATA,
    SERVER,
    DATABASE,
    STORE,
    FETCH,
    SHOWS
  }

  /** A JDBC URL may carry a password. */
  private static final Set<Setting> SECRETS =
      EnumSet.of(
          INITIAL_API_KEY,
          DATABASE_URL,
          DATABASE_PASSWORD,
          ENCRYPTION_KEY,
          S3_ACCESS_KEY,
          S3_SECRET_KEY,
          SPOTIFY_CLIENT_SECRET,
          PODCAST_INDEX_KEY,
          PODCAST_INDEX_SECRET);

  private final Group group;
  private final String placeholder;
  private final String fallback;
  private final String help;
  private final String formerKey;

  Setting(Group group, String placeholder, @Nullable String fallback, String help) {
    this(group, placeholder, fallback, help, null);
  }

  Setting(
      Group group,
      String placeholder,
      @Nullable String fallback,
      String help,
      @Nullable String formerKey) {
    this.group = group;
    this.placeholder = placeholder;
    this.fallback = fallback;
    this.help = help;
    this.formerKey = formerKey;
  }

  /** The name, such as {@code s3-bucket}; also the property's key. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String flag() {
    return "--" + key();
  }

  public String variable() {
    return "SLUICE_" + name();
  }

  /** The name that it had in an earlier version; it is still read, and a log line says so. */
  public Optional<String> formerKey() {
    return Optional.ofNullable(formerKey);
  }

  /** The flag of its former name. */
  public Optional<String> formerFlag() {
    return formerKey().map(key -> "--" + key);
  }

  /** The variable of its former name. */
  Optional<String> formerVariable() {
    return formerKey().map(key -> "SLUICE_" + key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** The kind of value it takes, in one word for the help. */
  public String placeholder() {
    return placeholder;
  }

  /** The value used when nothing is set, in words; empty if there is none. */
  public Optional<String> fallback() {
    return Optional.ofNullable(fallback);
  }

  public String help() {
    return help;
  }

  /** Its value is never shown. */
  public boolean isSecret() {
    return SECRETS.contains(this);
  }

  /** The settings of these groups, in the table's order. */
  public static Set<Setting> of(Group... groups) {
    Set<Setting> found = EnumSet.noneOf(Setting.class);
    List<Group> wanted = List.of(groups);
    Arrays.stream(values()).filter(setting -> wanted.contains(setting.group)).forEach(found::add);
    return found;
  }

  /** All the settings there are. */
  public static Set<Setting> all() {
    return EnumSet.allOf(Setting.class);
  }

  static Optional<Setting> withKey(String key) {
    return first(setting -> setting.key().equals(key));
  }

  static Optional<Setting> withFormerKey(String key) {
    return first(setting -> setting.formerKey().filter(key::equals).isPresent());
  }

  static Optional<Setting> withVariable(String variable) {
    return first(setting -> setting.variable().equals(variable));
  }

  static Optional<Setting> withFormerVariable(String variable) {
    return first(setting -> setting.formerVariable().filter(variable::equals).isPresent());
  }

  private static Optional<Setting> first(Predicate<Setting> wanted) {
    return Arrays.stream(values()).filter(wanted).findFirst();
  }
}
