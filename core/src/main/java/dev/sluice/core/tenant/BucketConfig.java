package dev.sluice.core.tenant;

import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a bucket that a tenant brings for its own objects. Each kind of store has a
 * record of its own, which checks its values.
 */
public sealed interface BucketConfig {
  String DEFAULT_BASE_FOLDER = "videos";

  /** The longest folder prefix and base folder, in characters. */
  int LONGEST_FOLDER = 200;

  /**
   * Returns the prefix of all object names, may be empty: {@code client-a/} is a folder, {@code a-}
   * the beginning of a folder's name.
   */
  String folderPrefix();

  /** Returns the folder that contains all others, without slashes at its ends; may be empty. */
  String baseFolder();

  /**
   * Returns the bucket's address as text, such as {@code s3.example:443/films}. It is the same for
   * all settings of one bucket.
   */
  String address();

  /** Returns the settings as one text, to be sealed; its first line names the kind. */
  Secret toSecret();

  /**
   * Reads settings that {@link #toSecret()} returned.
   *
   * @throws IllegalArgumentException if the settings are of a kind that this version does not know
   */
  static BucketConfig of(Secret text) {
    List<String> lines = List.of(text.reveal().split("\n", -1));
    if (lines.get(0).equals(S3.KIND) || lines.get(0).equals(S3.KIND_OF_0_1_0)) {
      return S3.of(lines);
    }
    throw new IllegalArgumentException(
        "the bucket settings are of a kind that this version does not know");
  }

  /** Returns the text that precedes the folder and name of each object: empty, or with a slash. */
  default String objectPrefix() {
    return folderPrefix() + (baseFolder().isEmpty() ? "" : baseFolder() + "/");
  }

  /**
   * Returns an identifier of the bucket in 32 hex digits, independent of the keys. Object names are
   * unique within one bucket.
   */
  default String space() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(address().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Checks a folder prefix.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat it
   */
  static String folderPrefix(String text) {
    if (!text.isEmpty()) {
      requirePath(text + "x", text, "The folder prefix");
    }
    return text;
  }

  /**
   * Checks a base folder, and removes slashes at its end.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat it
   */
  static String baseFolder(String text) {
    String folder = text.replaceAll("/+$", "");
    if (!folder.isEmpty()) {
      requirePath(folder, text, "The base folder");
    }
    return folder;
  }

  private static void requirePath(String path, String text, String name) {
    try {
      if (text.length() <= LONGEST_FOLDER) {
        ObjectPath.of(path);
        return;
      }
    } catch (IllegalArgumentException e) {
      // The exception below covers this case.
    }
    throw new IllegalArgumentException(
        name
            + " must have at most "
            + LONGEST_FOLDER
            + " characters, no slash at its beginning, no empty, '.' or '..' parts, backslashes or"
            + " control characters");
  }

  /**
   * The settings of an S3 bucket. The static methods check single values, and throw {@link
   * IllegalArgumentException} with a sentence that does not repeat the value.
   *
   * @param endpoint http or https, with a host and no path, query or user; without the bucket
   */
  record S3(
      URI endpoint,
      String region,
      String bucket,
      Secret accessKey,
      Secret secretKey,
      String folderPrefix,
      String baseFolder,
      S3Options options)
      implements BucketConfig {
    public static final String DEFAULT_REGION = "us-east-1";

    /** The first line of {@link #toSecret()}. */
    static final String KIND = "s3";

    /** The first line that version 0.1.0 wrote. */
    private static final String KIND_OF_0_1_0 = "1";

    private static final int LINES = 8;
    private static final int LINES_OF_OPTIONS = 5;

    /** Makes settings with the usual options. */
    public S3(
        URI endpoint,
        String region,
        String bucket,
        Secret accessKey,
        Secret secretKey,
        String folderPrefix,
        String baseFolder) {
      this(
          endpoint,
          region,
          bucket,
          accessKey,
          secretKey,
          folderPrefix,
          baseFolder,
          S3Options.USUAL);
    }

    /**
     * @throws IllegalArgumentException with a sentence about the first value that is invalid
     */
    public S3 {
      endpoint = endpoint(endpoint.toString());
      region = region(region);
      bucket = bucket(bucket);
      requireApart(endpoint, bucket);
      accessKey = key(accessKey.reveal());
      secretKey = key(secretKey.reveal());
      folderPrefix = BucketConfig.folderPrefix(folderPrefix);
      baseFolder = BucketConfig.baseFolder(baseFolder);
      options.addressing().requireUsableAt(endpoint);
    }

    /** Checks an endpoint, and writes it in the usual form: small letters, no slash at its end. */
    public static URI endpoint(String text) {
      return S3Names.endpoint(text);
    }

    /** Checks a bucket's name, and removes surrounding spaces. */
    public static String bucket(String text) {
      return S3Names.bucket(text);
    }

    /** Checks a region, and removes surrounding spaces. */
    public static String region(String text) {
      return S3Names.region(text);
    }

    /**
     * Returns the region that an endpoint names, or {@code auto} for Cloudflare R2 and Google;
     * otherwise {@link #DEFAULT_REGION}.
     */
    public static String regionOf(URI endpoint) {
      return S3Names.regionOf(endpoint);
    }

    /** Checks that the endpoint does not contain the bucket's name. */
    public static void requireApart(URI endpoint, String bucket) {
      S3Names.requireApart(endpoint, bucket);
    }

    /** Checks an access key or a secret key. */
    public static Secret key(String text) {
      String key = text.strip();
      if (!key.matches("[!-~]{1,256}")) {
        throw new IllegalArgumentException(
            "A key must have 1 to 256 visible characters of ASCII, and no space");
      }
      return Secret.of(key);
    }

    @Override
    public String address() {
      int usual = endpoint.getScheme().equals("https") ? 443 : 80;
      int port = endpoint.getPort() >= 0 ? endpoint.getPort() : usual;
      return endpoint.getHost() + ":" + port + "/" + bucket;
    }

    // No value has a line break. Usual options are left out: earlier versions read the text then.
    @Override
    public Secret toSecret() {
      Stream<String> lines =
          Stream.of(
              KIND,
              endpoint.toString(),
              region,
              bucket,
              accessKey.reveal(),
              secretKey.reveal(),
              folderPrefix,
              baseFolder);
      Stream<String> all =
          options.equals(S3Options.USUAL) ? lines : Stream.concat(lines, linesOf(options));
      return Secret.of(all.collect(Collectors.joining("\n")));
    }

    private static Stream<String> linesOf(S3Options options) {
      return Stream.of(
          options.sessionToken().map(Secret::reveal).orElse(""),
          options.addressing().name(),
          options.encryption().map(S3Options.Encryption::algorithm).orElse(""),
          options.encryption().flatMap(S3Options.Encryption::kmsKeyId).orElse(""),
          options.checksums().name());
    }

    static S3 of(List<String> lines) {
      if (lines.size() != LINES && lines.size() != LINES + LINES_OF_OPTIONS) {
        throw new IllegalArgumentException(
            "the S3 settings have a layout that this version does not know");
      }
      return new S3(
          URI.create(lines.get(1)),
          lines.get(2),
          lines.get(3),
          Secret.of(lines.get(4)),
          Secret.of(lines.get(5)),
          lines.get(6),
          lines.get(7),
          lines.size() == LINES
              ? S3Options.USUAL
              : optionsOf(lines.subList(LINES, LINES + LINES_OF_OPTIONS)));
    }

    private static S3Options optionsOf(List<String> lines) {
      Optional<String> kmsKeyId = Optional.of(lines.get(3)).filter(id -> !id.isEmpty());
      return new S3Options(
          Optional.of(lines.get(0)).filter(token -> !token.isEmpty()).map(Secret::of),
          S3Options.AddressingStyle.valueOf(lines.get(1)),
          Optional.of(lines.get(2))
              .filter(algorithm -> !algorithm.isEmpty())
              .map(algorithm -> new S3Options.Encryption(algorithm, kmsKeyId)),
          S3Options.Checksums.valueOf(lines.get(4)));
    }
  }
}
