package dev.sluice.core.engine.destination;

import dev.sluice.core.port.artifact.ArtifactStore;

/**
 * Where a job's object goes.
 *
 * @param prefix stands before its folder and name: empty, or ending in a slash
 * @param space in which names are reserved: the same for all that write into the same place
 */
public record ObjectNamespace(ArtifactStore store, String prefix, String space) {}
