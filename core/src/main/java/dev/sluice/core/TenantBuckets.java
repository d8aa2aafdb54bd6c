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
 * The storage that one tenant brings: the bucket that his jobs to come go to in place of the
 * house's own. Jobs that were taken before keep the storage that they were taken with. Cheap to
 * make, holds nothing, thread-safe.
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
   * Writes a small object where objects will go, and deletes it.
   *
   * @throws dev.sluice.core.failure.SluiceException with the reason, if that does not work
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
   * Makes these the tenant's settings, whether they work or not: {@link #tryOut} says. When this
   * returns they are remembered.
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
   * Jobs to come go to the house's storage again.
   *
   * @return false if they do already
   */
  public boolean reset() {
    return storages
        .tenants()
        .reset(tenant, new BucketId(ports.ids().next()), ports.clock().instant());
  }
}
