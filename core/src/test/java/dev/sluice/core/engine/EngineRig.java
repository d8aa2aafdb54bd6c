package dev.sluice.core.engine;

import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A Sluice on fakes and stores in memory, and what the engine's tests ask of it. */
final class EngineRig implements AutoCloseable {
  static final String URL = "https://media.example/talks/opening.mkv";
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final FakeMediaFetcher fetcher = FakeMediaFetcher.serving(FakeSource.ofSize(300_000));
  final FakeTranscoder transcoder = new FakeTranscoder();
  final InMemoryArtifactStore store = new InMemoryArtifactStore();
  final Database database = new InMemoryDatabase();
  private @Nullable Sluice sluice;

  /** With pauses so short that a test does not wait for another try. */
  SluiceBuilder builder() {
    return Sluice.builder()
        .fetcher(fetcher)
        .transcoder(transcoder)
        .store(store)
        .database(database)
        .workers(2)
        .retries(RetryPolicy.withPauses(List.of(Duration.ofMillis(5), Duration.ofMillis(5))));
  }

  Sluice start() {
    return start(builder());
  }

  Sluice start(SluiceBuilder builder) {
    Sluice started = builder.start();
    sluice = started;
    return started;
  }

  /** Returns the Sluice that was started. */
  Sluice running() {
    return Objects.requireNonNull(sluice, "not started");
  }

  Job finished(JobRequest request) throws InterruptedException {
    return finished(running().submit(request).id());
  }

  Job finished(JobId id) throws InterruptedException {
    return running()
        .await(id, PATIENCE)
        .orElseThrow(
            () -> new AssertionError("not over within " + PATIENCE + ": " + running().find(id)));
  }

  /** Returns as soon as it holds, and fails when it does not for half a minute. */
  static void until(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }

  List<String> names() {
    return store.names().stream().map(ObjectPath::value).toList();
  }

  /** Stores an object that no job knows. */
  void put(String path) {
    try (ArtifactSink sink =
        store.create(
            ObjectPath.of(path),
            new ContentType("video/mp4"),
            IfExists.REPLACE,
            StageMonitor.none())) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(new byte[] {1}));
      sink.commit();
    }
  }

  /** Stops, and demands that nothing was left open and no rule of a fake was broken. */
  @Override
  public void close() {
    fetcher.openGate().open();
    fetcher.readGate().open();
    transcoder.gate().open();
    if (sluice != null) {
      sluice.close();
    }
    fetcher.assertNothingIsOpen();
    transcoder.assertNothingRuns();
    store.requireNoOpenSink();
  }
}
