package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.Tenant;
import dev.sluice.core.failure.InvalidRequestException;
import dev.sluice.core.job.Secret;
import dev.sluice.core.job.StorageSettings;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** The bucket that a body names: for a key, or under {@code storage} for a job alone. */
final class StorageFields {
  private static final String PROVIDER = "s3";

  private StorageFields() {}

  /**
   * The settings of a body that holds nothing else, without the folders of {@code POST /user/s3}.
   *
   * @throws Refusal if a field has the wrong JSON type
   * @throws InvalidRequestException with everything that is wrong
   */
  static StorageSettings bucket(JsonNode body) {
    return whole(new RequestFields(body), false);
  }

  /** The same with the folders. */
  static StorageSettings s3(JsonNode body) {
    RequestFields fields = new RequestFields(body);
    provider(fields, fields.text("provider"));
    return whole(fields, true);
  }

  private static StorageSettings whole(RequestFields fields, boolean folders) {
    Optional<StorageSettings> settings = settings(fields, folders);
    fields.refuseWrongTypes();
    return settings.orElseThrow(() -> new InvalidRequestException(fields.violations()));
  }

  /** Notes what is wrong with the storage of a job, if it brings one. */
  static void check(RequestFields fields) {
    fields.nested("storage").ifPresent(StorageFields::alone);
  }

  /**
   * The tenant whose submits go where the body of a job says: into the storage that it brings, or
   * where all of the key's jobs go. A storage that makes no sense is left to {@link #check}.
   */
  static Tenant destination(JsonNode body, Tenant tenant) {
    return new RequestFields(body)
        .nested("storage")
        .flatMap(StorageFields::alone)
        .map(tenant::into)
        .orElse(tenant);
  }

  private static Optional<StorageSettings> alone(RequestFields fields) {
    provider(fields, fields.required("provider"));
    return settings(fields, true);
  }

  private static void provider(RequestFields fields, Optional<String> name) {
    if (name.isPresent() && !name.get().strip().equalsIgnoreCase(PROVIDER)) {
      fields.violate("provider", "provider must be s3, for any storage that speaks S3");
    }
  }

  /** Empty if anything is wrong, which the fields have noted then. */
  private static Optional<StorageSettings> settings(RequestFields fields, boolean folders) {
    Optional<URI> endpoint = required(fields, "endpoint", StorageSettings::endpoint);
    Optional<String> bucket = required(fields, "bucket", StorageSettings::bucket);
    String region =
        fields
            .value("region", text -> text.isBlank() ? usual() : StorageSettings.region(text))
            .orElse(usual());
    Optional<Secret> accessKey = required(fields, "access_key", StorageSettings::key);
    Optional<Secret> secretKey = required(fields, "secret_key", StorageSettings::key);
    String prefix = "";
    String base = StorageSettings.DEFAULT_BASE_FOLDER;
    if (folders) {
      prefix = fields.value("folder_prefix", StorageSettings::folderPrefix).orElse(prefix);
      base = fields.value("base_folder", StorageSettings::baseFolder).orElse(base);
    }
    if (!fields.areFine()) {
      return Optional.empty();
    }
    return Optional.of(
        new StorageSettings(
            endpoint.get(), region, bucket.get(), accessKey.get(), secretKey.get(), prefix, base));
  }

  private static String usual() {
    return StorageSettings.DEFAULT_REGION;
  }

  private static <T> Optional<T> required(
      RequestFields fields, String field, Function<String, T> meaning) {
    return fields.required(field).flatMap(text -> fields.tried(field, text, meaning));
  }
}
