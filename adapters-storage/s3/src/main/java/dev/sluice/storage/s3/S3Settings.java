package dev.sluice.storage.s3;

import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * The address of a bucket, and how to use it.
 *
 * @param endpoint such as {@code https://s3.eu-central-1.amazonaws.com}, http or https, without
 *     path
 * @param region such as {@code eu-central-1}; many stores accept any
 * @param prefix precedes the path of each object, such as {@code sluice/}; may be empty
 * @param pathStyle whether the bucket is part of the path, which every store supports but AWS
 *     discourages; otherwise it is part of the host name
 * @param patience how long the store may be silent before a request fails, 1 ms to 1 h
 */
public record S3Settings(
    URI endpoint,
    String region,
    String bucket,
    String accessKey,
    Secret secretKey,
    String prefix,
    boolean pathStyle,
    Duration patience) {
  /** The default of {@code patience}. */
  public static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException with a sentence about the first value that is invalid
   */
  public S3Settings {
    endpoint = BucketConfig.S3.endpoint(endpoint.toString());
    region = BucketConfig.S3.region(region);
    bucket = BucketConfig.S3.bucket(bucket);
    BucketConfig.S3.requireApart(endpoint, bucket);
    accessKey = BucketConfig.S3.key(accessKey).reveal();
    secretKey = BucketConfig.S3.key(secretKey.reveal());
    if (!pathStyle && endpoint.getHost().matches("\\[.*]|[0-9.]+")) {
      throw new IllegalArgumentException(
          "an S3 endpoint that is an address needs path style: it has no name for the bucket");
    }
    if (prefix.startsWith("/")) {
      throw new IllegalArgumentException("an S3 prefix does not begin with a slash");
    }
    if (patience.toMillis() < 1 || patience.compareTo(LONGEST_PATIENCE) > 0) {
      throw new IllegalArgumentException("patience is 1 ms to 1 h");
    }
  }

  /** Returns settings with path style, the usual patience and no prefix. */
  public static S3Settings of(
      URI endpoint, String region, String bucket, String accessKey, Secret secretKey) {
    return new S3Settings(endpoint, region, bucket, accessKey, secretKey, "", true, USUAL_PATIENCE);
  }

  public S3Settings withPrefix(String newPrefix) {
    return new S3Settings(
        endpoint, region, bucket, accessKey, secretKey, newPrefix, pathStyle, patience);
  }

  public S3Settings withPathStyle(boolean newPathStyle) {
    return new S3Settings(
        endpoint, region, bucket, accessKey, secretKey, prefix, newPathStyle, patience);
  }

  public S3Settings withPatience(Duration newPatience) {
    return new S3Settings(
        endpoint, region, bucket, accessKey, secretKey, prefix, pathStyle, newPatience);
  }

  /**
   * Returns whether bodies may be sent without a hash in the request's signature, since nobody can
   * change them on the way: they are protected by TLS or do not leave the machine. Hashing costs
   * about as much as the rest of an upload.
   */
  boolean wayIsSafe() {
    String host = endpoint.getHost();
    return endpoint.getScheme().equals("https")
        || host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
