package dev.sluice.core.engine;

import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.crash.CrashContract;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Deaths between any two steps of a job, on adapters in memory. */
class CrashTest extends CrashContract {
  @Override
  protected Adapters open() {
    FakeMediaFetcher fetcher = FakeMediaFetcher.serving(FakeSource.ofSize(200_000));
    FakeTranscoder transcoder = new FakeTranscoder();
    InMemoryArtifactStore store = new InMemoryArtifactStore();
    Database database = new InMemoryDatabase();
    return new Adapters() {
      @Override
      public MediaFetcher fetcher() {
        return fetcher;
      }

      @Override
      public Transcoder transcoder() {
        return transcoder;
      }

      @Override
      public ArtifactStore store() {
        return store;
      }

      @Override
      public Database database() {
        return database;
      }

      @Override
      public List<String> sources() {
        return List.of("https://media.example/one.mkv", "https://media.example/two.mkv");
      }

      @Override
      public Map<String, byte[]> objects() {
        return store.names().stream()
            .collect(Collectors.toMap(ObjectPath::value, path -> store.bytes(path).orElseThrow()));
      }

      @Override
      public void close() {
        fetcher.assertNothingIsOpen();
        transcoder.assertNothingRuns();
        store.requireNoOpenSink();
      }
    };
  }
}
