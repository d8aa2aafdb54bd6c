package dev.sluice.core.job;

import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;

/**
 * The finished object.
 *
 * @param size in bytes
 * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
 */
public record Artifact(ObjectPath path, ContentType type, long size, String plan) {}
