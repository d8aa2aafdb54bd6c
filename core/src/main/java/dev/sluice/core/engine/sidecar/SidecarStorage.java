package dev.sluice.core.engine.sidecar;

import dev.sluice.core.engine.destination.ObjectNames;
import dev.sluice.core.engine.limits.QuotaEnforcer;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ObjectPath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Stores the sidecars of one attempt just before its file, so that the file never appears without
 * them. They are deleted if the file does not follow. Not thread-safe.
 */
public final class SidecarStorage implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SidecarStorage.class.getName());

  private final ArtifactStore store;
  private final ObjectNames.Target file;
  private final QuotaEnforcer quota;
  private final StageMonitor monitor;
  private final BooleanSupplier isCurrent;
  private final List<ObjectPath> stored = new ArrayList<>(1);

  /**
   * @param isCurrent returns whether no other attempt of the job has begun, which would write to
   *     the same names
   */
  public SidecarStorage(
      ArtifactStore store,
      ObjectNames.Target file,
      QuotaEnforcer quota,
      StageMonitor monitor,
      BooleanSupplier isCurrent) {
    this.store = store;
    this.file = file;
    this.quota = quota;
    this.monitor = new WithoutUploads(monitor);
    this.isCurrent = isCurrent;
  }

  /**
   * Stores the sidecar.
   *
   * @throws SluiceException as {@link ArtifactStore#create}; NAME_TAKEN if another object appeared
   *     there
   */
  public SidecarFile store(Sidecar sidecar) {
    quota.reserveSidecar(sidecar.bytes().length);
    ObjectPath path = ObjectNames.sidecarPath(file.path(), sidecar.extension());
    try (ArtifactSink sink = store.create(path, sidecar.type(), file.ifExists(path), monitor)) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(sidecar.bytes()));
      SidecarFile written = new SidecarFile(path, sink.commit());
      stored.add(path);
      return written;
    }
  }

  /** Ignores uploaded bytes, which are no part of the file. */
  private static final class WithoutUploads extends StageMonitor.Forwarding {
    WithoutUploads(StageMonitor monitor) {
      super(monitor);
    }

    @Override
    public void uploaded(long bytes) {}
  }

  /**
   * Keeps the stored sidecars, because the file is stored. Deletes those that only an earlier
   * attempt may have stored.
   */
  public void commit() {
    List<ObjectPath> left = new ArrayList<>(file.earlier());
    left.remove(file.path());
    left.removeAll(stored);
    stored.clear();
    deleteAll(left);
  }

  @Override
  public void close() {
    if (!stored.isEmpty() && isCurrent.getAsBoolean()) {
      deleteAll(stored);
    }
  }

  private void deleteAll(List<ObjectPath> paths) {
    for (ObjectPath path : paths) {
      try {
        store.delete(path);
      } catch (SluiceException e) {
        // If the file is missing, the job reports why.
        LOG.log(Level.WARNING, "The sidecar {0} cannot be deleted: {1}", path, e.getMessage());
      }
    }
  }
}
