package dev.sluice.core;

import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import java.util.Optional;

/**
 * The bucket that one tenant brings: its future jobs store their objects there instead of in the
 * default storage. Jobs that were submitted before use the storage they were submitted with. Cheap
 * to create and without state of its own. Thread-safe.
 */
public final class TenantBuckets {
  private final TenantId tenant;
  private final EnginePorts ports;
  private final StorageResolver storages;

  TenantBuckets(TenantId tenant, EnginePorts ports) {
    this.tenant = tenant;
    this.ports = ports;
    this.storages = ports.storages();
  }

  /**
   * Tests a bucket: writes a small object to it, and deletes the object.
   *
   * @throws dev.sluice.core.failure.SluiceException with the reason, if this fails
   */
  public void tryOut(BucketConfig settings) {
    ArtifactStoreFactory opener =
        storages
            .others()
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        RequestField.STORAGE, "This Sluice opens no storage but its own"));
    opener.tryOut(
        settings, ObjectPath.of(settings.objectPrefix() + "sluice-check-" + ports.ids().next()));
  }

  /**
   * Sets the tenant's bucket without testing it; see {@link #tryOut}. When this returns, the
   * settings are stored.
   */
  public void set(BucketConfig settings) {
    storages
        .tenants()
        .set(
            new TenantBucket(
                new BucketId(ports.ids().next()), tenant, settings, ports.clock().instant()));
  }

  /** Returns the bucket that was set last; empty while jobs go to the default storage. */
  public Optional<TenantBucket> current() {
    return storages.tenants().current(tenant);
  }

  /**
   * Sends future jobs to the default storage again.
   *
   * @return false if they already go there
   */
  public boolean reset() {
    return storages
        .tenants()
        .reset(tenant, new BucketId(ports.ids().next()), ports.clock().instant());
  }
}
