package dev.sluice.core.pipeline;

import dev.sluice.core.port.ArtifactStore;

/**
 * Where a job's object goes.
 *
 * @param prefix stands before its folder and name: empty, or ending in a slash
 * @param space in which names are reserved: the same for all that write into the same place
 */
record Destination(ArtifactStore store, String prefix, String space) {}
