package dev.sluice.core.tenant;

import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A bucket that somebody brings for his own objects. The static methods give a text its meaning or
 * say in a sentence what is wrong with it, without repeating it.
 *
 * @param endpoint http or https, with a host and no path, query or user
 * @param folderPrefix stands before everything, as it is: {@code client-a/} is a folder, {@code a-}
 *     the beginning of one's name; may be empty
 * @param baseFolder stands before every folder, without a slash at its ends; may be empty
 */
public record BucketConfig(
    URI endpoint,
    String region,
    String bucket,
    Secret accessKey,
    Secret secretKey,
    String folderPrefix,
    String baseFolder) {
  public static final String DEFAULT_REGION = "us-east-1";
  public static final String DEFAULT_BASE_FOLDER = "videos";

  /** The longest folder prefix and base folder, in characters. */
  public static final int LONGEST_FOLDER = 200;

  private static final int LONGEST_ENDPOINT = 2_000;
  private static final String LAYOUT = "1";

  /**
   * @throws IllegalArgumentException with a sentence about the first value that cannot be
   */
  public BucketConfig {
    endpoint = endpoint(endpoint.toString());
    region = region(region);
    bucket = bucket(bucket);
    accessKey = key(accessKey.reveal());
    secretKey = key(secretKey.reveal());
    folderPrefix = folderPrefix(folderPrefix);
    baseFolder = baseFolder(baseFolder);
  }

  public static URI endpoint(String text) {
    try {
      URI uri = new URI(text.strip().replaceAll("/+$", ""));
      boolean web = "http".equalsIgnoreCase(uri.getScheme()) || isSafe(uri);
      boolean bare =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && Objects.requireNonNullElse(uri.getRawPath(), "").isEmpty();
      if (web && bare && uri.getHost() != null && text.length() <= LONGEST_ENDPOINT) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Its message would repeat the text, which may hold a password.
    }
    throw new IllegalArgumentException(
        "The endpoint must be a URL without path, query and user, such as"
            + " https://s3.eu-central-1.amazonaws.com");
  }

  public static String bucket(String text) {
    String name = text.strip();
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]") || name.contains("..")) {
      throw new IllegalArgumentException(
          "The bucket's name must have 3 to 255 letters, digits, dots and hyphens");
    }
    return name;
  }

  public static String region(String text) {
    String name = text.strip();
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "The region must have 1 to 64 letters, digits and hyphens, such as us-east-1");
    }
    return name;
  }

  /** An access key, or a secret one. */
  public static Secret key(String text) {
    String key = text.strip();
    if (!key.matches("[!-~]{1,256}")) {
      throw new IllegalArgumentException(
          "A key must have 1 to 256 visible characters of ASCII, and no space");
    }
    return Secret.of(key);
  }

  public static String folderPrefix(String text) {
    if (!text.isEmpty()) {
      requirePath(text + "x", text, "The folder prefix");
    }
    return text;
  }

  public static String baseFolder(String text) {
    String folder = text.replaceAll("/+$", "");
    if (!folder.isEmpty()) {
      requirePath(folder, text, "The base folder");
    }
    return folder;
  }

  private static void requirePath(String path, String text, String what) {
    try {
      if (text.length() <= LONGEST_FOLDER) {
        ObjectPath.of(path);
        return;
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says all of it.
    }
    throw new IllegalArgumentException(
        what
            + " must have at most "
            + LONGEST_FOLDER
            + " characters, no slash at its beginning, no empty, '.' or '..' parts, backslashes or"
            + " control characters");
  }

  /** What stands before the folder and the name of each object: empty, or ending in a slash. */
  public String objectPrefix() {
    return folderPrefix + (baseFolder.isEmpty() ? "" : baseFolder + "/");
  }

  /**
   * Which bucket it is, whoever's keys open it, in 32 hex digits: names of objects are taken in one
   * and free in another.
   */
  public String space() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(place().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The same in words. */
  public String place() {
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : isSafe(endpoint) ? 443 : 80;
    return "%s:%d/%s".formatted(endpoint.getHost().toLowerCase(Locale.ROOT), port, bucket);
  }

  private static boolean isSafe(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** All of it as one text, to be sealed. No value holds a line's end. */
  public Secret toSecret() {
    return Secret.of(
        String.join(
            "\n",
            LAYOUT,
            endpoint.toString(),
            region,
            bucket,
            accessKey.reveal(),
            secretKey.reveal(),
            folderPrefix,
            baseFolder));
  }

  /**
   * What {@link #toSecret()} made.
   *
   * @throws IllegalArgumentException if it did not
   */
  public static BucketConfig of(Secret text) {
    List<String> lines = List.of(text.reveal().split("\n", -1));
    if (lines.size() != 8 || !lines.get(0).equals(LAYOUT)) {
      throw new IllegalArgumentException("storage settings of a layout that is not known here");
    }
    return new BucketConfig(
        URI.create(lines.get(1)),
        lines.get(2),
        lines.get(3),
        Secret.of(lines.get(4)),
        Secret.of(lines.get(5)),
        lines.get(6),
        lines.get(7));
  }
}
