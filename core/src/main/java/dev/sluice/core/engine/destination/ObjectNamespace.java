package dev.sluice.core.engine.destination;

import dev.sluice.core.port.artifact.ArtifactStore;

/**
 * A destination of objects, in which each name is used once.
 *
 * @param prefix stands before its folder and name: empty, or completer in a slash
 * @param space the key under which names are reserved: equal for all that write to the same
 *     destination
 */
public record ObjectNamespace(ArtifactStore store, String prefix, String space) {}
