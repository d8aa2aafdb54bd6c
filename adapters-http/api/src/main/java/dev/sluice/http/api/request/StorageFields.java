package dev.sluice.http.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.Tenant;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** The bucket that a body names: for a key, or under {@code storage} for a job alone. */
public final class StorageFields {
  private static final String PROVIDER = "s3";

  private StorageFields() {}

  /**
   * The settings of a body that holds nothing else, without the folders of {@code POST /user/s3}.
   *
   * @throws ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException with everything that is wrong
   */
  public static BucketConfig bucket(JsonNode body) {
    return whole(new JsonFields(body), false);
  }

  /** The same with the folders. */
  public static BucketConfig s3(JsonNode body) {
    JsonFields fields = new JsonFields(body);
    provider(fields, fields.text("provider"));
    return whole(fields, true);
  }

  private static BucketConfig whole(JsonFields fields, boolean folders) {
    Optional<BucketConfig> settings = settings(fields, folders);
    fields.refuseWrongTypes();
    return settings.orElseThrow(() -> new InvalidFieldsException(fields.violations()));
  }

  /** Notes what is wrong with the storage of a job, if it brings one. */
  static void check(JsonFields fields) {
    fields.nested("storage").ifPresent(StorageFields::alone);
  }

  /**
   * The tenant whose submits go where the body of a job says: into the storage that it brings, or
   * where all of the key's jobs go. A storage that makes no sense is left to {@link #check}.
   */
  public static Tenant destination(JsonNode body, Tenant tenant) {
    return new JsonFields(body)
        .nested("storage")
        .flatMap(StorageFields::alone)
        .map(tenant::into)
        .orElse(tenant);
  }

  private static Optional<BucketConfig> alone(JsonFields fields) {
    provider(fields, fields.required("provider"));
    return settings(fields, true);
  }

  private static void provider(JsonFields fields, Optional<String> name) {
    if (name.isPresent() && !name.get().strip().equalsIgnoreCase(PROVIDER)) {
      fields.violate("provider", "provider must be s3, for any storage that speaks S3");
    }
  }

  /** Empty if anything is wrong, which the fields have noted then. */
  private static Optional<BucketConfig> settings(JsonFields fields, boolean folders) {
    Optional<URI> endpoint = required(fields, "endpoint", BucketConfig::endpoint);
    Optional<String> bucket = required(fields, "bucket", BucketConfig::bucket);
    String region =
        fields
            .value("region", text -> text.isBlank() ? usual() : BucketConfig.region(text))
            .orElse(usual());
    Optional<Secret> accessKey = required(fields, "access_key", BucketConfig::key);
    Optional<Secret> secretKey = required(fields, "secret_key", BucketConfig::key);
    String prefix = "";
    String base = BucketConfig.DEFAULT_BASE_FOLDER;
    if (folders) {
      prefix = fields.value("folder_prefix", BucketConfig::folderPrefix).orElse(prefix);
      base = fields.value("base_folder", BucketConfig::baseFolder).orElse(base);
    }
    if (!fields.areFine()) {
      return Optional.empty();
    }
    return Optional.of(
        new BucketConfig(
            endpoint.get(), region, bucket.get(), accessKey.get(), secretKey.get(), prefix, base));
  }

  private static String usual() {
    return BucketConfig.DEFAULT_REGION;
  }

  private static <T> Optional<T> required(
      JsonFields fields, String field, Function<String, T> meaning) {
    return fields.required(field).flatMap(text -> fields.tried(field, text, meaning));
  }
}
