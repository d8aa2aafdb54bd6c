package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import dev.sluice.http.api.request.BucketFields;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;

/** The bucket that a key brings. */
public final class StorageRoutes {
  private static final String PROVIDER = "s3";

  private final ConcurrencyLimiter<TenantId> trials;

  /**
   * @param trials limits the trials of a bucket, each of which holds a thread
   */
  public StorageRoutes(ConcurrencyLimiter<TenantId> trials) {
    this.trials = trials;
  }

  public void setBucket(Context ctx, Tenant tenant) throws IOException {
    set(tenant, BucketFields.bucket(RequestBody.fields(ctx)));
    ResponseWriter.json(ctx, 200, new MessageWire("Bucket configuration updated successfully"));
  }

  public static void resetBucket(Context ctx, Tenant tenant) {
    tenant.buckets().reset();
    ResponseWriter.json(ctx, 200, new MessageWire("Bucket configuration reset to default"));
  }

  public void setS3(Context ctx, Tenant tenant) throws IOException {
    BucketConfig.S3 settings = BucketFields.s3(RequestBody.fields(ctx));
    set(tenant, settings);
    ResponseWriter.json(ctx, 200, ConfiguredWire.of(settings));
  }

  public static void s3(Context ctx, Tenant tenant) {
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, SettingsWire.of(tenant.buckets().current()));
  }

  public static void resetS3(Context ctx, Tenant tenant) {
    tenant.buckets().reset();
    ResponseWriter.json(ctx, 200, new MessageWire("S3 storage configuration reset to default"));
  }

  private void set(Tenant tenant, BucketConfig settings) {
    try (ConcurrencyLimiter.Permit permit = trials.acquire(tenant.id())) {
      tenant.buckets().tryOut(settings);
    } catch (InvalidRequestException e) {
      throw e;
    } catch (SluiceException e) {
      throw ApiError.unverified(e);
    }
    tenant.buckets().set(settings);
  }

  /** The answer of a call that changes something. */
  record MessageWire(String message) {}

  /** The answer of {@code POST /user/s3}. */
  record ConfiguredWire(
      String message, String provider, String containerOrBucket, String folderPrefix) {
    static ConfiguredWire of(BucketConfig.S3 settings) {
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
      Boolean hasSessionToken,
      String addressingStyle,
      String serverSideEncryption,
      String kmsKeyId,
      String checksum,
      Long lastModified,
      String source) {
    static SettingsWire of(Optional<TenantBucket> current) {
      if (current.isEmpty()) {
        return new SettingsWire(
            false, null, null, null, null, null, null, null, null, null, null, null, null, null,
            "default");
      }
      BucketConfig.S3 settings = (BucketConfig.S3) current.get().settings();
      S3Options options = settings.options();
      return new SettingsWire(
          true,
          PROVIDER,
          settings.bucket(),
          settings.endpoint().toString(),
          settings.region(),
          settings.folderPrefix(),
          settings.baseFolder(),
          masked(settings.accessKey().reveal()),
          options.sessionToken().isPresent(),
          BucketFields.name(options.addressing()),
          options.encryption().map(S3Options.Encryption::algorithm).orElse(null),
          options.encryption().flatMap(S3Options.Encryption::kmsKeyId).orElse(null),
          BucketFields.name(options.checksums()),
          current.get().setAt().toEpochMilli(),
          "api_key");
    }
  }

  /** Returns enough of an access key to recognise it. */
  public static String masked(String accessKey) {
    int length = accessKey.length();
    return length < 12
        ? "****"
        : accessKey.substring(0, 4) + "****" + accessKey.substring(length - 4);
  }
}
