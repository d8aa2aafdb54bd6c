package dev.sluice.core.port.artifact;

import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;

/**
 * Opens the buckets that tenants bring. Their endpoints come from users, so the guard ({@link
 * dev.sluice.core.guard.AddressPolicy}) applies to each of them. Thread-safe.
 */
public interface ArtifactStoreFactory {
  /**
   * Returns the store of this bucket, without contacting it. Callers may use it as long as they
   * need it and need not close it: its resources are freed when it is no longer in use. Its methods
   * also throw {@link dev.sluice.core.failure.SluiceException} ADDRESS_FORBIDDEN.
   */
  ArtifactStore of(BucketConfig settings);

  /**
   * Performs the operations of a job in this bucket: looks for an object, writes a small one, and
   * deletes it. Gives up after about 15 seconds. Leaves nothing behind.
   *
   * @param path the path of an object that does not exist
   * @throws dev.sluice.core.failure.SluiceException as {@link ArtifactStore#create}, and
   *     ADDRESS_FORBIDDEN; the sentence says which operation failed and why
   */
  void tryOut(BucketConfig settings, ObjectPath path);
}
