package dev.sluice.app.wiring;

import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.LinkedObjects;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Where finished objects lie.
 *
 * @param linked answers the links that lead back to our own server
 * @param sweep removes what processes that died left unfinished before a moment; says how many
 * @param end frees what the store holds
 */
record ObjectStorage(
    ArtifactStore store, Optional<LinkedObjects> linked, ToIntFunction<Instant> sweep, Runnable end)
    implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
