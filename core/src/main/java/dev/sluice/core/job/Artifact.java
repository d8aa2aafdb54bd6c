package dev.sluice.core.job;

import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The finished object of a job, with its sidecars.
 *
 * @param size in bytes
 * @param plan the operation on each stream, such as {@code h264:copy opus>aac}
 * @param shorterSide the shorter side of the video as a player shows it, in pixels; empty without
 *     video, or if it is unknown
 * @param subtitles sidecars in WebVTT, the preferred first; deleted together with the object
 * @param thumbnail a JPEG sidecar; deleted together with the object
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

  /** Makes an artifact of unknown resolution, without sidecars. */
  public Artifact(ObjectPath path, ContentType type, long size, String plan) {
    this(path, type, size, plan, Optional.empty(), List.of(), Optional.empty());
  }

  /** Returns the path of the object, followed by those of its sidecars. */
  public List<ObjectPath> paths() {
    return Stream.concat(Stream.of(path), sidecars().map(SidecarFile::path)).toList();
  }

  /** Returns the size of the file and of its sidecars, in bytes. */
  public long storedBytes() {
    return size + sidecars().mapToLong(SidecarFile::size).sum();
  }

  private Stream<SidecarFile> sidecars() {
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
