package dev.sluice.core.engine;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/** Lets a test act before a commit, and between a commit and what the engine does with it. */
record CommitListeningStore(
    ArtifactStore store, Consumer<ObjectPath> beforeCommit, Runnable afterCommit)
    implements ArtifactStore {
  CommitListeningStore(ArtifactStore store, Runnable afterCommit) {
    this(store, path -> {}, afterCommit);
  }

  @Override
  public ArtifactSink create(
      ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
    return new Sink(
        store.create(path, type, ifExists, monitor), () -> beforeCommit.accept(path), afterCommit);
  }

  @Override
  public boolean exists(ObjectPath path) {
    return store.exists(path);
  }

  @Override
  public URI link(ObjectPath path, Duration validity) {
    return store.link(path, validity);
  }

  @Override
  public void delete(ObjectPath path) {
    store.delete(path);
  }

  @Override
  public void check() {
    store.check();
  }

  private record Sink(ArtifactSink sink, Runnable beforeCommit, Runnable afterCommit)
      implements ArtifactSink {
    @Override
    public void begin(int head) {
      sink.begin(head);
    }

    @Override
    public void write(ByteBuffer bytes) {
      sink.write(bytes);
    }

    @Override
    public void rewrite(long position, ByteBuffer bytes) {
      sink.rewrite(position, bytes);
    }

    @Override
    public long written() {
      return sink.written();
    }

    @Override
    public long commit() {
      beforeCommit.run();
      long size = sink.commit();
      afterCommit.run();
      return size;
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
