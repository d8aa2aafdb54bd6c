package dev.sluice.core.port.artifact;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.time.Duration;

/**
 * Keeps finished objects. Thread-safe. It wants to stay this small: whatever can be said with these
 * six calls is not a seventh.
 */
public interface ArtifactStore {
  /**
   * Begins an object under {@code path}. Nothing is visible until {@link ArtifactSink#commit()}.
   * Closing without a commit leaves nothing behind: no part, no unfinished upload. This call itself
   * may do nothing in the world yet.
   *
   * @throws dev.sluice.core.failure.SluiceException STORE_UNAVAILABLE (worth another try),
   *     STORE_REFUSED, STORE_MISSING, STORE_FULL (not)
   */
  ArtifactSink create(ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor);

  /** What a commit does to an object that is already there. */
  enum IfExists {
    /** Replaces it in one step: readers see the old bytes or the new, never a mixture. */
    REPLACE,
    /** Fails with NAME_TAKEN and leaves it as it is. */
    FAIL
  }

  /** Whether there is an object under this path. */
  boolean exists(ObjectPath path);

  /**
   * A link by which anybody can read the object until it expires, without asking the store whether
   * the object is there.
   *
   * @param validity more than zero; a store may shorten it to what it allows (S3: seven days)
   */
  URI link(ObjectPath path, Duration validity);

  /** Removes the object; no object is no failure. */
  void delete(ObjectPath path);

  /**
   * Returns if an object could be stored right now, as far as that can be told without storing one.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link #create}, with a sentence that says
   *     what to do
   */
  void check();
}
