package dev.sluice.core.engine.sidecar;

import dev.sluice.core.engine.destination.ObjectNames;
import dev.sluice.core.engine.limits.QuotaEnforcer;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.SidecarFile;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.ForwardingMonitor;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ObjectPath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores what lies beside the file of one attempt, shortly before the file itself: whoever sees the
 * file sees them, and without the file nothing of them stays. Not thread-safe.
 */
public final class SidecarStorage implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SidecarStorage.class.getName());

  private final ArtifactStore store;
  private final ObjectNames.Place file;
  private final QuotaEnforcer limits;
  private final StageMonitor monitor;
  private final List<ObjectPath> stored = new ArrayList<>(1);

  public SidecarStorage(
      ArtifactStore store, ObjectNames.Place file, QuotaEnforcer limits, StageMonitor monitor) {
    this.store = store;
    this.file = file;
    this.limits = limits;
    this.monitor = new Aside(monitor);
  }

  /**
   * @throws SluiceException as {@link ArtifactStore#create}; NAME_TAKEN if somebody came first
   */
  public SidecarFile store(Sidecar sidecar) {
    limits.besides(sidecar.bytes().length);
    ObjectPath path = ObjectNames.beside(file.path(), sidecar.extension());
    try (ArtifactSink sink = store.create(path, sidecar.type(), file.besideExists(), monitor)) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(sidecar.bytes()));
      SidecarFile made = new SidecarFile(path, sink.commit());
      stored.add(path);
      return made;
    }
  }

  /** What is uploaded here is no part of the file. */
  private static final class Aside extends ForwardingMonitor {
    Aside(StageMonitor monitor) {
      super(monitor);
    }

    @Override
    public void uploaded(long bytes) {}
  }

  /** The file is there: what lies beside it stays. */
  public void keep() {
    stored.clear();
  }

  @Override
  public void close() {
    for (ObjectPath path : stored) {
      try {
        store.delete(path);
      } catch (SluiceException e) {
        // Why the file is not there is what the job is to say.
        LOG.log(Level.WARNING, "{0} is left behind: {1}", path, e.getMessage());
      }
    }
  }
}
