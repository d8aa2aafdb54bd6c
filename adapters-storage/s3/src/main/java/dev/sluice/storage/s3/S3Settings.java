package dev.sluice.storage.s3;

import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options.AddressingStyle;
import dev.sluice.core.tenant.S3Options.Checksums;
import dev.sluice.core.tenant.S3Options.Encryption;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.S3Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a bucket, and how to use it. Immutable; its text form shows no secret.
 *
 * @param endpoint such as {@code https://s3.eu-central-1.amazonaws.com}, http or https, without
 *     path
 * @param region such as {@code eu-central-1}; many stores accept any
 * @param prefix precedes the path of each object, such as {@code sluice/}; may be empty
 * @param publicEndpoint the endpoint for which links are signed, if readers reach the store by
 *     another name than Sluice
 * @param encryption the encryption that is requested for each object; empty for the bucket's own
 * @param patience how long the store may be silent before a request fails, 1 ms to 1 h
 */
public record S3Settings(
    URI endpoint,
    String region,
    String bucket,
    S3Credentials credentials,
    String prefix,
    AddressingStyle addressing,
    Optional<URI> publicEndpoint,
    Optional<Encryption> encryption,
    Checksums checksums,
    Duration patience) {
  /** The default of {@code patience}. */
  public static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException with a sentence about the first value that is invalid
   */
  public S3Settings {
    endpoint = checkedEndpoint(endpoint, bucket, addressing);
    region = BucketConfig.S3.region(region);
    bucket = BucketConfig.S3.bucket(bucket);
    if (publicEndpoint.isPresent()) {
      publicEndpoint = Optional.of(checkedEndpoint(publicEndpoint.get(), bucket, addressing));
    }
    Objects.requireNonNull(credentials);
    if (prefix.startsWith("/")) {
      throw new IllegalArgumentException("an S3 prefix does not begin with a slash");
    }
    if (patience.toMillis() < 1 || patience.compareTo(LONGEST_PATIENCE) > 0) {
      throw new IllegalArgumentException("patience is 1 ms to 1 h");
    }
  }

  private static URI checkedEndpoint(URI given, String bucket, AddressingStyle addressing) {
    URI endpoint = BucketConfig.S3.endpoint(given.toString());
    BucketConfig.S3.requireApart(endpoint, BucketConfig.S3.bucket(bucket));
    addressing.requireUsableAt(endpoint);
    return endpoint;
  }

  /** Returns settings with these keys, and the defaults otherwise. */
  public static S3Settings of(
      URI endpoint, String region, String bucket, String accessKey, Secret secretKey) {
    return builder(endpoint, bucket, S3Credentials.keys(accessKey, secretKey))
        .region(region)
        .build();
  }

  /**
   * Returns a builder of settings. The region is the one that the endpoint names, else {@code
   * us-east-1}.
   */
  public static Builder builder(URI endpoint, String bucket, S3Credentials credentials) {
    return new Builder(endpoint, bucket, credentials);
  }

  public Builder toBuilder() {
    Builder builder =
        builder(endpoint, bucket, credentials)
            .region(region)
            .prefix(prefix)
            .addressing(addressing)
            .checksums(checksums)
            .patience(patience);
    publicEndpoint.ifPresent(builder::publicEndpoint);
    encryption.ifPresent(builder::encryption);
    return builder;
  }

  /** Builds settings. Each method replaces a default. */
  public static final class Builder {
    private final URI endpoint;
    private final String bucket;
    private final S3Credentials credentials;
    private @Nullable String region;
    private String prefix = "";
    private AddressingStyle addressing = AddressingStyle.AUTO;
    private Optional<URI> publicEndpoint = Optional.empty();
    private Optional<Encryption> encryption = Optional.empty();
    private Checksums checksums = Checksums.CRC32C;
    private Duration patience = USUAL_PATIENCE;

    private Builder(URI endpoint, String bucket, S3Credentials credentials) {
      this.endpoint = endpoint;
      this.bucket = bucket;
      this.credentials = credentials;
    }

    public Builder region(String name) {
      this.region = name;
      return this;
    }

    public Builder prefix(String text) {
      this.prefix = text;
      return this;
    }

    public Builder addressing(AddressingStyle style) {
      this.addressing = style;
      return this;
    }

    public Builder publicEndpoint(URI url) {
      this.publicEndpoint = Optional.of(url);
      return this;
    }

    public Builder encryption(Encryption kind) {
      this.encryption = Optional.of(kind);
      return this;
    }

    public Builder checksums(Checksums kind) {
      this.checksums = kind;
      return this;
    }

    public Builder patience(Duration length) {
      this.patience = length;
      return this;
    }

    /**
     * @throws IllegalArgumentException with a sentence about the first value that is invalid
     */
    public S3Settings build() {
      String named =
          region == null
              ? BucketConfig.S3.regionOf(BucketConfig.S3.endpoint(endpoint.toString()))
              : region;
      return new S3Settings(
          endpoint,
          named,
          bucket,
          credentials,
          prefix,
          addressing,
          publicEndpoint,
          encryption,
          checksums,
          patience);
    }
  }

  /** Returns whether the bucket is part of the host's name at this endpoint. */
  boolean isVirtualAt(URI url) {
    return addressing.isVirtualAt(url);
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
