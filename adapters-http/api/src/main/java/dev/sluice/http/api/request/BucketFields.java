package dev.sluice.http.api.request;

import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a bucket: of a key's own, or under {@code storage} of one job's. Pure. */
public final class BucketFields {
  private static final String PROVIDER = "s3";

  private BucketFields() {}

  /**
   * Reads the body of {@code POST /user/bucket}, which has no folders.
   *
   * @throws ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException with everything that is wrong
   */
  public static BucketConfig.S3 bucket(JsonFields fields) {
    return require(fields, false);
  }

  /**
   * Reads the body of {@code POST /user/s3}.
   *
   * @throws ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException with everything that is wrong
   */
  public static BucketConfig.S3 s3(JsonFields fields) {
    checkProvider(fields, fields.text("provider"));
    return require(fields, true);
  }

  private static BucketConfig.S3 require(JsonFields fields, boolean folders) {
    Optional<BucketConfig.S3> config = config(fields, folders);
    fields.requireValid();
    return config.orElseThrow();
  }

  /** Reads the bucket that a job brings; empty if anything is wrong, which the fields collect. */
  static Optional<BucketConfig> ofJob(JsonFields fields) {
    checkProvider(fields, fields.requiredNonBlank("provider"));
    return config(fields, true).map(BucketConfig.class::cast);
  }

  private static void checkProvider(JsonFields fields, Optional<String> name) {
    if (name.isPresent() && !name.get().strip().equalsIgnoreCase(PROVIDER)) {
      fields.violate("provider", "provider must be s3, for any storage that speaks S3");
    }
  }

  /** Reads the rest; empty if anything is wrong, which the fields collect. */
  private static Optional<BucketConfig.S3> config(JsonFields fields, boolean folders) {
    Optional<URI> endpoint = required(fields, "endpoint", BucketConfig.S3::endpoint);
    Optional<String> bucket = required(fields, "bucket", BucketConfig.S3::bucket);
    Optional<String> region =
        fields.value(
            "region",
            text ->
                text.isBlank()
                    ? endpoint.map(BucketConfig.S3::regionOf).orElse(BucketConfig.S3.DEFAULT_REGION)
                    : BucketConfig.S3.region(text));
    Optional<Secret> accessKey = required(fields, "access_key", BucketConfig.S3::key);
    Optional<Secret> secretKey = required(fields, "secret_key", BucketConfig.S3::key);
    String prefix = "";
    String base = BucketConfig.DEFAULT_BASE_FOLDER;
    if (folders) {
      prefix = fields.value("folder_prefix", BucketConfig::folderPrefix).orElse(prefix);
      base = fields.value("base_folder", BucketConfig::baseFolder).orElse(base);
    }
    if (endpoint.isPresent() && bucket.isPresent()) {
      checkApart(fields, endpoint.get(), bucket.get());
    }
    if (!fields.areValid()) {
      return Optional.empty();
    }
    return Optional.of(
        new BucketConfig.S3(
            endpoint.get(),
            region.orElseGet(() -> BucketConfig.S3.regionOf(endpoint.get())),
            bucket.get(),
            accessKey.get(),
            secretKey.get(),
            prefix,
            base));
  }

  private static void checkApart(JsonFields fields, URI endpoint, String bucket) {
    try {
      BucketConfig.S3.requireApart(endpoint, bucket);
    } catch (IllegalArgumentException e) {
      fields.violate("endpoint", e.getMessage());
    }
  }

  private static <T> Optional<T> required(
      JsonFields fields, String field, Function<String, T> parser) {
    return fields.requiredNonBlank(field).flatMap(text -> fields.tried(field, text, parser));
  }
}
