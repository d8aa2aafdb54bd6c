package dev.sluice.http;

import dev.sluice.core.Tenant;
import dev.sluice.core.failure.InvalidRequestException;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.OwnerStorage;
import dev.sluice.core.job.StorageSettings;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;

/** The bucket that a key brings. */
final class StorageRoutes {
  private static final String PROVIDER = "s3";

  private final Places trials;

  /**
   * @param trials places for trying a storage out, which holds a thread as long as that takes
   */
  StorageRoutes(Places trials) {
    this.trials = trials;
  }

  void setBucket(Context ctx, Tenant tenant) throws IOException {
    set(tenant, StorageFields.bucket(Body.object(ctx)));
    Answers.json(ctx, 200, new MessageWire("Bucket configuration updated successfully"));
  }

  static void resetBucket(Context ctx, Tenant tenant) {
    tenant.storage().reset();
    Answers.json(ctx, 200, new MessageWire("Bucket configuration reset to default"));
  }

  void setS3(Context ctx, Tenant tenant) throws IOException {
    StorageSettings settings = StorageFields.s3(Body.object(ctx));
    set(tenant, settings);
    Answers.json(ctx, 200, ConfiguredWire.of(settings));
  }

  static void s3(Context ctx, Tenant tenant) {
    ctx.header("Cache-Control", "no-store");
    Answers.json(ctx, 200, SettingsWire.of(tenant.storage().current()));
  }

  static void resetS3(Context ctx, Tenant tenant) {
    tenant.storage().reset();
    Answers.json(ctx, 200, new MessageWire("S3 storage configuration reset to default"));
  }

  private void set(Tenant tenant, StorageSettings settings) {
    try (Places.Place place = trials.take(tenant.owner())) {
      tenant.storage().tryOut(settings);
    } catch (InvalidRequestException e) {
      throw e;
    } catch (SluiceException e) {
      throw Refusal.unverified(e);
    }
    tenant.storage().set(settings);
  }

  /** The answer of a change. */
  record MessageWire(String message) {}

  /** The answer of {@code POST /user/s3}. */
  record ConfiguredWire(
      String message, String provider, String containerOrBucket, String folderPrefix) {
    static ConfiguredWire of(StorageSettings settings) {
      return new ConfiguredWire(
          "S3 storage configured successfully",
          PROVIDER,
          settings.bucket(),
          settings.folderPrefix().isEmpty() ? null : settings.folderPrefix());
    }
  }

  /**
   * The answer of {@code GET /user/s3}.
   *
   * @param lastModified epoch milliseconds
   * @param source {@code api_key} for the key's own settings, {@code default} for the server's
   */
  record SettingsWire(
      boolean configured,
      String provider,
      String containerOrBucket,
      String endpoint,
      String region,
      String folderPrefix,
      String baseFolder,
      String accessKeyMasked,
      Long lastModified,
      String source) {
    static SettingsWire of(Optional<OwnerStorage> current) {
      if (current.isEmpty()) {
        return new SettingsWire(false, null, null, null, null, null, null, null, null, "default");
      }
      StorageSettings settings = current.get().settings();
      return new SettingsWire(
          true,
          PROVIDER,
          settings.bucket(),
          settings.endpoint().toString(),
          settings.region(),
          settings.folderPrefix(),
          settings.baseFolder(),
          masked(settings.accessKey().reveal()),
          current.get().setAt().toEpochMilli(),
          "api_key");
    }
  }

  /** Enough of an access key to know it again. */
  static String masked(String accessKey) {
    int length = accessKey.length();
    return length < 12
        ? "****"
        : accessKey.substring(0, 4) + "****" + accessKey.substring(length - 4);
  }
}
