package dev.sluice.app.settings;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The operator's settings, checked. Immutable; no text form of it shows a secret.
 *
 * @param dataDir absolute
 * @param port 0 to pick a free one
 * @param workers empty for one per core
 * @param isolated whether a server reads media in child processes
 * @param guard the public internet, and what {@code allow-networks} names
 * @param database empty for the embedded one in {@code dataDir}
 * @param encryptionKeys each 32 bytes in lower-case hex, the first one seals; empty for the one in
 *     {@code dataDir}
 * @param s3 empty for the folder {@code data/objects}
 * @param webhookFailureType {@code job_completed} or {@code job_failed}
 * @param access limits and origins of the clients of the server
 * @param retention how long what is over is kept
 */
public record Settings(
    Path dataDir,
    String host,
    int port,
    OptionalInt workers,
    boolean isolated,
    Optional<Secret> initialApiKey,
    Optional<URI> publicUrl,
    String webhookFailureType,
    Access access,
    RetentionPolicy retention,
    Optional<Database> database,
    List<Secret> encryptionKeys,
    Optional<S3Settings> s3,
    AddressPolicy guard,
    long maxSourceBytes,
    Duration readTimeout,
    Duration jobTimeout,
    Pages pages,
    Shows shows) {

  /**
   * The limits and origins of the clients of the server.
   *
   * @param corsOrigins whose pages may call; {@code *} is every page, empty is none
   * @param requestsPerSecond of one key; empty for no limit
   * @param jobsWaiting of one key; empty for no limit
   * @param jobsRunning of one key; empty for no limit
   * @param connectionsPerAddress of one public address; empty for no limit
   */
  public record Access(
      Set<String> corsOrigins,
      OptionalInt requestsPerSecond,
      OptionalInt jobsWaiting,
      OptionalInt jobsRunning,
      OptionalInt connectionsPerAddress) {
    public Access {
      corsOrigins = Set.copyOf(corsOrigins);
    }
  }

  /**
   * The settings for web pages.
   *
   * @param refused whether they are, whatever is installed
   * @param ytDlp absolute; empty for the one on the PATH
   * @param credentials absolute; the file of the cookies and the proxy of each API key
   */
  public record Pages(boolean refused, Optional<Path> ytDlp, Optional<Path> credentials) {}

  /**
   * The settings for shows.
   *
   * @param timeout how long a request waits for the episodes of one
   * @param feedMap absolute
   */
  public record Shows(
      Duration timeout,
      Optional<Path> feedMap,
      Optional<Spotify> spotify,
      URI spotifyOembed,
      URI apple,
      URI podcastIndex,
      Optional<KeyPair> podcastIndexKeys) {}

  /**
   * An application at Spotify.
   *
   * @param market two letters in upper case
   */
  public record Spotify(KeyPair client, String market, URI api, URI tokens) {}

  /** A name, and the secret that proves it. */
  public record KeyPair(String id, Secret secret) {}

  public Settings {
    encryptionKeys = List.copyOf(encryptionKeys);
  }

  /** A database of one's own. The URL may hold a password as well, so it is a secret too. */
  public record Database(Secret url, Optional<String> user, Optional<Secret> password) {}
}
