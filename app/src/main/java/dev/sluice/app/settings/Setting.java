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
      Group.DATA,
      "DIR",
      "./data",
      "Folder of the embedded database, its keys and temporary files, and of finished objects where"
          + " no bucket is set.",
      "data"),

  HOST(Group.SERVER, "ADDRESS", "127.0.0.1", "Address that the server listens at."),
  PORT(Group.SERVER, "NUMBER", "8080", "Port that the server listens at; 0 picks a free one."),
  WORKERS(
      Group.SERVER,
      "NUMBER",
      "one per core",
      "Jobs that run at a time; 0 accepts jobs without running them."),
  ISOLATION(
      Group.SERVER,
      "process|none",
      "process",
      "Process that reads the media of strangers: a child process without rights, or the server"
          + " itself."),
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
      "the address that it listens at",
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
  CONNECTIONS_PER_ADDRESS(
      Group.SERVER,
      "NUMBER|none",
      "256",
      "Connections that a public address may have; none is no limit."),

  KEEP_JOBS(
      Group.SERVER,
      "TIME|forever",
      "90d",
      "How long a job is kept after its end, a batch after the end of its last job; 1h at least."),
  KEEP_NOTIFICATIONS(
      Group.SERVER,
      "TIME|forever",
      "30d",
      "How long a webhook that was delivered or given up is kept in the database after it was"
          + " created; 1h at least."),

  KEEP_FILES(
      Group.SERVER,
      "TIME|forever",
      "forever",
      "How long a finished object is kept after the end of its job; 1h at least, and not longer"
          + " than keep-jobs."),

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

  S3_ENDPOINT(Group.STORE, "URL", "https://s3.amazonaws.com", "URL of the S3 service."),
  S3_REGION(
      Group.STORE,
      "NAME",
      "that of the endpoint, else us-east-1",
      "Region of the bucket; auto for Cloudflare R2."),
  S3_BUCKET(
      Group.STORE,
      "NAME",
      "the folder data/objects",
      "Bucket that keeps the finished objects; it must exist."),
  S3_ACCESS_KEY(
      Group.STORE,
      "KEY",
      "a role's credentials",
      "Access key of the bucket. Without it, the credentials are those of the AWS environment:"
          + " variables, web identity, container or instance."),
  S3_SECRET_KEY(Group.STORE, "SECRET", null, "Secret key of the access key."),
  S3_SESSION_TOKEN(Group.STORE, "TOKEN", null, "Session token of a temporary access key."),
  S3_ROLE_ARN(
      Group.STORE,
      "ARN",
      null,
      "Role that the access key, or the credentials of the AWS environment, assume by STS."),
  S3_ROLE_EXTERNAL_ID(
      Group.STORE, "ID", null, "External id that the trust policy of the role requires."),
  S3_PREFIX(Group.STORE, "PATH", null, "Prefix of every object's key in the bucket."),
  S3_ADDRESSING_STYLE(
      Group.STORE,
      "auto|path|virtual",
      "auto",
      "Part of a URL that names the bucket: the path, or the host's name (virtual-host style). auto"
          + " is virtual for Amazon, Alibaba and Tencent, else path."),
  S3_PUBLIC_ENDPOINT(
      Group.STORE,
      "URL",
      "s3-endpoint",
      "URL at which readers reach the S3 service; links are signed for it."),
  S3_SERVER_SIDE_ENCRYPTION(
      Group.STORE,
      "AES256|aws:kms",
      "that of the bucket",
      "Server-side encryption to request for each object: AES256 (SSE-S3) or aws:kms (SSE-KMS)."),
  S3_KMS_KEY_ID(
      Group.STORE,
      "KEY-ID",
      null,
      "KMS key of aws:kms: its id, ARN or alias. Without it, the account's default key."),
  S3_CHECKSUM(
      Group.STORE,
      "crc32c|md5|none",
      "crc32c",
      "Checksum header of each upload. With crc32c, a store that rejects it gets Content-MD5."),

  ALLOW_NETWORKS(
      Group.FETCH,
      "LIST",
      null,
      "Private networks (10.0.0.0/8), addresses and host names, separated by commas, that sources"
          + " and webhooks may use."),
  MAX_SOURCE_BYTES(
      Group.FETCH,
      "SIZE",
      "100GB",
      "The largest source that is accepted, such as 500MB, 5GB or 5GiB."),
  READ_TIMEOUT(
      Group.FETCH,
      "TIME",
      "30s",
      "How long a source may send nothing, such as 30s or 2m.",
      "stall-timeout"),
  JOB_TIMEOUT(Group.FETCH, "TIME", "6h", "How long one attempt of a job may take."),
  SHOW_TIMEOUT(
      Group.FETCH,
      "TIME",
      "25s",
      "How long a request waits for a show's episodes, at most 50s.",
      "expand-timeout",
      "show-lookup-timeout"),

  YT_DLP(
      Group.FETCH,
      "FILE|off",
      "found on the PATH",
      "The program yt-dlp, which finds the media of web pages; off rejects pages."),
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
      "File of known feeds: a show's URL, a tab and its feed's URL on each line."),
  SPOTIFY_CLIENT_ID(
      Group.SHOWS,
      "ID",
      null,
      "Client id of your own application at Spotify, whose terms apply to you; with it, lists of"
          + " episodes come from Spotify."),
  SPOTIFY_CLIENT_SECRET(Group.SHOWS, "SECRET", null, "Secret of the application at Spotify."),
  SPOTIFY_MARKET(
      Group.SHOWS, "COUNTRY", "US", "Country whose catalogue Spotify lists: two letters."),
  SPOTIFY_API_URL(Group.SHOWS, "URL", "https://api.spotify.com", "URL of Spotify's API."),
  SPOTIFY_TOKEN_URL(
      Group.SHOWS,
      "URL",
      "https://accounts.spotify.com/api/token",
      "URL at which Spotify issues tokens."),
  SPOTIFY_OEMBED_URL(
      Group.SHOWS,
      "URL",
      "https://open.spotify.com/oembed",
      "URL of Spotify's oEmbed service, which gives titles without credentials."),
  APPLE_URL(Group.SHOWS, "URL", "https://itunes.apple.com", "URL of Apple's lookup and search."),
  PODCAST_INDEX_URL(
      Group.SHOWS, "URL", "https://api.podcastindex.org", "URL of the Podcast Index API."),
  PODCAST_INDEX_KEY(
      Group.SHOWS,
      "KEY",
      null,
      "Your own key for Podcast Index; with it, feeds are also searched there."),
  PODCAST_INDEX_SECRET(Group.SHOWS, "SECRET", null, "Secret of the Podcast Index key.");

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
          S3_SESSION_TOKEN,
          SPOTIFY_CLIENT_SECRET,
          PODCAST_INDEX_KEY,
          PODCAST_INDEX_SECRET);

  private final Group group;
  private final String placeholder;
  private final String fallback;
  private final String help;
  private final List<String> formerKeys;

  Setting(
      Group group,
      String placeholder,
      @Nullable String fallback,
      String help,
      String... formerKeys) {
    this.group = group;
    this.placeholder = placeholder;
    this.fallback = fallback;
    this.help = help;
    this.formerKeys = List.of(formerKeys);
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

  /** The names that it had in earlier versions; they are still read, and a log line says so. */
  public List<String> formerKeys() {
    return formerKeys;
  }

  /** The flags of its former names. */
  public List<String> formerFlags() {
    return formerKeys.stream().map(key -> "--" + key).toList();
  }

  /** The variables of its former names. */
  List<String> formerVariables() {
    return formerKeys.stream()
        .map(key -> "SLUICE_" + key.toUpperCase(Locale.ROOT).replace('-', '_'))
        .toList();
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
    return first(setting -> setting.formerKeys().contains(key));
  }

  static Optional<Setting> withVariable(String variable) {
    return first(setting -> setting.variable().equals(variable));
  }

  static Optional<Setting> withFormerVariable(String variable) {
    return first(setting -> setting.formerVariables().contains(variable));
  }

  private static Optional<Setting> first(Predicate<Setting> wanted) {
    return Arrays.stream(values()).filter(wanted).findFirst();
  }
}
