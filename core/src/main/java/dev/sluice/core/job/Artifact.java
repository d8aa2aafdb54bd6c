package dev.sluice.core.job;

import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.util.Optional;

/**
 * The finished object.
 *
 * @param size in bytes
 * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
 * @param shorterSide of the picture as a player shows it, in pixels; empty without picture, or
 *     where nobody looked
 */
public record Artifact(
    ObjectPath path, ContentType type, long size, String plan, Optional<Integer> shorterSide) {
  /** An object whose picture, if it has one, nobody looked at. */
  public Artifact(ObjectPath path, ContentType type, long size, String plan) {
    this(path, type, size, plan, Optional.empty());
  }
}
