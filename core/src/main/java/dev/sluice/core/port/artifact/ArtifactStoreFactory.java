package dev.sluice.core.port.artifact;

import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;

/**
 * Opens the storages that tenants bring. Their endpoints are addresses that somebody named, so the
 * guard ({@link dev.sluice.core.guard.AddressPolicy}) applies to each of them. Thread-safe.
 */
public interface ArtifactStoreFactory {
  /**
   * The store that these settings lead to; nothing is asked of it yet. Callers may hold it as long
   * as they need it and need not give it back: what it holds is freed when nobody uses it. Its
   * calls also throw {@link dev.sluice.core.failure.SluiceException} ADDRESS_FORBIDDEN.
   */
  ArtifactStore of(BucketConfig settings);

  /**
   * Does there what a job will do: looks for an object, writes a small one, and deletes it. Gives
   * up within a quarter of a minute or so. Nothing is left behind.
   *
   * @param path of an object that is not there
   * @throws dev.sluice.core.failure.SluiceException as {@link ArtifactStore#create}, and
   *     ADDRESS_FORBIDDEN: the sentence says what does not work
   */
  void tryOut(BucketConfig settings, ObjectPath path);
}
