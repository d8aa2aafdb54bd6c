package dev.sluice.storage.folder;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stores objects as files in a folder, which is created at first use. An object appears by the
 * rename of a part file in the same folder, after both were forced to the disk. Paths that lead out
 * of the folder through a symbolic link are rejected. Thread-safe, and safe among processes that
 * share the folder.
 *
 * <p>Its links lead to a server of ours (see {@link LinkedObjects}) that {@link #withLinks} names;
 * without one they are {@code file:} links, which do not expire.
 */
public final class FileArtifactStore implements ArtifactStore, LinkedObjects {
  /**
   * With less, the disk counts as full, in bytes. A job that failed for lack of room has freed what
   * it took, so that a little is always there; the job is not to blame for that.
   */
  private static final long LEAST_ROOM = 16 << 20;

  private final ObjectFolder folder;
  private final Optional<SignedLinks> links;

  private FileArtifactStore(ObjectFolder folder, Optional<SignedLinks> links) {
    this.folder = folder;
    this.links = links;
  }

  /** Returns a store in this folder, which need not exist yet. Nothing is created by this call. */
  public static FileArtifactStore in(Path folder) {
    return in(folder, ChannelSource.files());
  }

  static FileArtifactStore in(Path folder, ChannelSource channels) {
    return new FileArtifactStore(new ObjectFolder(folder, channels), Optional.empty());
  }

  /**
   * Returns this store with links to a server of ours, valid for seven days at most.
   *
   * @param base returns the server's address; called for each link, since the port may be known
   *     only later
   * @param key signs the links; links signed with another key open nothing
   * @param clock says when a link has expired
   */
  public FileArtifactStore withLinks(Supplier<URI> base, Secret key, InstantSource clock) {
    Objects.requireNonNull(base);
    Objects.requireNonNull(clock);
    return new FileArtifactStore(folder, Optional.of(new SignedLinks(base, key, clock)));
  }

  @Override
  public ArtifactSink create(
      ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
    if (PartFile.isOne(path.fileName())) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The name '%s' is reserved for unfinished files; choose another."
              .formatted(path.fileName()));
    }
    return new FileArtifactSink(folder, path, ifExists, monitor);
  }

  @Override
  public boolean exists(ObjectPath path) {
    return folder.existing(path).isPresent();
  }

  @Override
  public URI link(ObjectPath path, Duration validity) {
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("a link's validity is more than zero");
    }
    return links
        .map(signed -> signed.link(path, validity))
        .orElseGet(() -> folder.target(path).toUri());
  }

  @Override
  public void delete(ObjectPath path) {
    try {
      Path target = folder.inside(path);
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(target);
      }
    } catch (IOException e) {
      throw FolderFailures.explain(e, folder.root(), path);
    }
  }

  @Override
  public void check() {
    try {
      PartFile probe = PartFile.create(folder.root(), folder.channels());
      long room = folder.root().toFile().getUsableSpace();
      probe.discard();
      if (room < LEAST_ROOM) {
        throw FolderFailures.nearlyFull(folder.root());
      }
    } catch (IOException e) {
      throw FolderFailures.explain(e, folder.root());
    }
  }

  /**
   * Removes part files of dead processes: those that are not locked and were last written more than
   * ten minutes ago, or before this moment. On a file system without locks only those are removed
   * that were last written before this moment. Choose one so long ago that no running job can have
   * been silent since, such as an hour; or the start of this process, if no other one writes here.
   *
   * @return how many were removed
   */
  public int sweep(Instant before) {
    return folder.sweep(before, Integer.MAX_VALUE);
  }

  /**
   * Does the same among the files of this folder alone, not in the folders within it, which may be
   * many and of others.
   *
   * @return how many were removed
   */
  public int sweepFilesHere(Instant before) {
    return folder.sweep(before, 1);
  }

  @Override
  public Optional<LinkedObject> open(String path, String expires, String signature) {
    return links
        .flatMap(signed -> signed.verified(path, expires, signature))
        .flatMap(folder::existing)
        .flatMap(LinkedFile::open);
  }
}
