package dev.sluice.app.wiring;

import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.LinkedObjects;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The storage of finished objects.
 *
 * @param linked serves the links that lead back to our own server
 * @param sweep removes objects that killed processes left unfinished before a moment; returns how
 *     many
 * @param credentialsSource where the credentials of the last request came from, if it needs any
 * @param end closes the store
 */
record ObjectStorage(
    ArtifactStore store,
    Optional<LinkedObjects> linked,
    ToIntFunction<Instant> sweep,
    Supplier<Optional<String>> credentialsSource,
    Runnable end)
    implements AutoCloseable {
  /** Returns whether the objects are files in the data folder, so that its lock covers them. */
  boolean isInDataFolder() {
    return linked.isPresent();
  }

  @Override
  public void close() {
    end.run();
  }
}
