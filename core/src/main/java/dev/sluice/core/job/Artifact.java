package dev.sluice.core.job;

import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The finished object.
 *
 * @param size in bytes
 * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
 * @param shorterSide of the picture as a player shows it, in pixels; empty without picture, or
 *     where nobody looked
 * @param subtitles as WebVTT, the preferred first; they lie beside it, and go with it
 * @param thumbnail a JPEG that stands for it; the same
 */
public record Artifact(
    ObjectPath path,
    ContentType type,
    long size,
    String plan,
    Optional<Integer> shorterSide,
    List<SidecarFile> subtitles,
    Optional<SidecarFile> thumbnail) {
  public Artifact {
    subtitles = List.copyOf(subtitles);
    Objects.requireNonNull(thumbnail);
  }

  /** An object whose picture, if it has one, nobody looked at, and with nothing beside it. */
  public Artifact(ObjectPath path, ContentType type, long size, String plan) {
    this(path, type, size, plan, Optional.empty(), List.of(), Optional.empty());
  }

  /** Its own, and then each that lies beside it. */
  public List<ObjectPath> paths() {
    return Stream.concat(Stream.of(path), beside().map(SidecarFile::path)).toList();
  }

  /** Returns the size of the file and of its sidecars, in bytes. */
  public long storedBytes() {
    return size + beside().mapToLong(SidecarFile::size).sum();
  }

  private Stream<SidecarFile> beside() {
    return Stream.concat(subtitles.stream(), thumbnail.stream());
  }

  /**
   * A sidecar: subtitles or a thumbnail, stored under the name of the file it belongs to.
   *
   * @param size in bytes
   */
  public record SidecarFile(ObjectPath path, long size) {
    public SidecarFile {
      Objects.requireNonNull(path);
    }
  }
}
