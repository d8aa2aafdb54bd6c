package dev.sluice.http.api.request;

import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.S3Options.AddressingStyle;
import dev.sluice.core.tenant.S3Options.Checksums;
import dev.sluice.core.tenant.S3Options.Encryption;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of a bucket: of a key's own, or under {@code storage} of one job's. Pure. */
public final class BucketFields {
  private static final String PROVIDER = "s3";

  private static final List<Encryption> KINDS_OF_ENCRYPTION =
      List.of(Encryption.SSE_S3, Encryption.SSE_KMS);

  private BucketFields() {}

  /**
   * Reads the body of {@code POST /user/bucket}, which has no folders and no options.
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

  private static BucketConfig.S3 require(JsonFields fields, boolean all) {
    Optional<BucketConfig.S3> config = config(fields, all);
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
  private static Optional<BucketConfig.S3> config(JsonFields fields, boolean all) {
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
    S3Options options = S3Options.USUAL;
    if (all) {
      prefix = fields.value("folder_prefix", BucketConfig::folderPrefix).orElse(prefix);
      base = fields.value("base_folder", BucketConfig::baseFolder).orElse(base);
      options = options(fields, endpoint);
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
            base,
            options));
  }

  private static S3Options options(JsonFields fields, Optional<URI> endpoint) {
    Optional<Secret> token = fields.value("session_token", S3Options::sessionToken);
    Optional<AddressingStyle> style =
        fields.value(
            "addressing_style",
            text -> {
              AddressingStyle named = named("addressing_style", text, AddressingStyle.values());
              endpoint.ifPresent(named::requireUsableAt);
              return named;
            });
    Optional<Encryption> encryption = encryption(fields);
    Optional<Checksums> checksums =
        fields.value("checksum", text -> named("checksum", text, Checksums.values()));
    return new S3Options(
        token,
        style.orElse(S3Options.USUAL.addressing()),
        encryption,
        checksums.orElse(S3Options.USUAL.checksums()));
  }

  private static Optional<Encryption> encryption(JsonFields fields) {
    Optional<Encryption> encryption =
        fields.value(
            "server_side_encryption",
            text ->
                KINDS_OF_ENCRYPTION.stream()
                    .filter(kind -> kind.algorithm().equalsIgnoreCase(text.strip()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "server_side_encryption must be AES256 or aws:kms")));
    Optional<Encryption> withKey =
        fields.value(
            "kms_key_id",
            id -> {
              if (encryption.filter(Encryption.SSE_KMS::equals).isEmpty()) {
                throw new IllegalArgumentException(
                    "kms_key_id needs server_side_encryption aws:kms");
              }
              return kms(id.strip());
            });
    return withKey.or(() -> encryption);
  }

  private static Encryption kms(String id) {
    try {
      return Encryption.kms(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("kms_key_id must be the id, ARN or alias of a KMS key", e);
    }
  }

  private static <T extends Enum<T>> T named(String field, String text, T[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    field
                        + " must be one of "
                        + Arrays.stream(values)
                            .map(BucketFields::name)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns the name of an option's value. */
  public static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
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
