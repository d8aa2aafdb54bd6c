package dev.sluice.core.port.artifact;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.time.Duration;

/**
 * Stores finished objects. Thread-safe. The interface stays small on purpose: anything that can be
 * built from these methods does not become a new one.
 */
public interface ArtifactStore {
  /**
   * Begins an object under {@code path}. The object is not visible until {@link
   * ArtifactSink#commit()}. Closing the sink without a commit leaves nothing behind: no part, no
   * unfinished upload. This call need not contact the storage yet.
   *
   * @throws dev.sluice.core.failure.SluiceException STORE_UNAVAILABLE, which can be retried;
   *     STORE_REFUSED, STORE_MISSING and STORE_FULL, which cannot
   */
  ArtifactSink create(ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor);

  /** The behaviour of a commit if an object of this name already exists. */
  enum IfExists {
    /** Replaces the object in one step: readers see the old bytes or the new, never a mixture. */
    REPLACE,
    /** Fails with NAME_TAKEN and leaves the object unchanged. */
    FAIL
  }

  /** Returns whether an object exists under this path. */
  boolean exists(ObjectPath path);

  /**
   * Returns a link through which anyone can read the object until the link expires. Does not check
   * that the object exists.
   *
   * @param validity more than zero; a store may shorten it to its own maximum (S3: seven days)
   */
  URI link(ObjectPath path, Duration validity);

  /** Deletes the object; does nothing if it does not exist. */
  void delete(ObjectPath path);

  /**
   * Checks that an object could be stored right now, as far as this is possible without storing
   * one.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link #create}, if not, with a sentence
   *     that says what to do
   */
  void check();
}
