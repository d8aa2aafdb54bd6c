package dev.sluice.core.tenant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The settings of an S3 bucket. The static methods check single values, and throw {@link
 * IllegalArgumentException} with a sentence that does not repeat the value.
 *
 * @param endpoint http or https, with a host and no path, query or user
 */
public record S3BucketConfig(
    URI endpoint,
    String region,
    String bucket,
    Secret accessKey,
    Secret secretKey,
    String folderPrefix,
    String baseFolder)
    implements BucketConfig {
  public static final String DEFAULT_REGION = "us-east-1";

  private static final int LONGEST_ENDPOINT = 2_000;

  /** The first line of {@link #toSecret()}. */
  static final String KIND = "s3";

  /**
   * @throws IllegalArgumentException with a sentence about the first value that is invalid
   */
  public S3BucketConfig {
    endpoint = endpoint(endpoint.toString());
    region = region(region);
    bucket = bucket(bucket);
    accessKey = key(accessKey.reveal());
    secretKey = key(secretKey.reveal());
    folderPrefix = BucketConfig.folderPrefix(folderPrefix);
    baseFolder = BucketConfig.baseFolder(baseFolder);
  }

  /** Checks an endpoint, and removes slashes at its end. */
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
      // The exception's message would repeat the text, which may contain a password.
    }
    throw new IllegalArgumentException(
        "The endpoint must be a URL without path, query and user, such as"
            + " https://s3.eu-central-1.amazonaws.com");
  }

  /** Checks a bucket's name, and removes surrounding spaces. */
  public static String bucket(String text) {
    String name = text.strip();
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]") || name.contains("..")) {
      throw new IllegalArgumentException(
          "The bucket's name must have 3 to 255 letters, digits, dots and hyphens");
    }
    return name;
  }

  /** Checks a region, and removes surrounding spaces. */
  public static String region(String text) {
    String name = text.strip();
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "The region must have 1 to 64 letters, digits and hyphens, such as us-east-1");
    }
    return name;
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
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : isSafe(endpoint) ? 443 : 80;
    return endpoint.getHost().toLowerCase(Locale.ROOT) + ":" + port + "/" + bucket;
  }

  private static boolean isSafe(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  // No value has a line break.
  @Override
  public Secret toSecret() {
    return Secret.of(
        String.join(
            "\n",
            KIND,
            endpoint.toString(),
            region,
            bucket,
            accessKey.reveal(),
            secretKey.reveal(),
            folderPrefix,
            baseFolder));
  }

  static S3BucketConfig of(List<String> lines) {
    if (lines.size() != 8) {
      throw new IllegalArgumentException(
          "the S3 settings have a layout that this version does not know");
    }
    return new S3BucketConfig(
        URI.create(lines.get(1)),
        lines.get(2),
        lines.get(3),
        Secret.of(lines.get(4)),
        Secret.of(lines.get(5)),
        lines.get(6),
        lines.get(7));
  }
}
