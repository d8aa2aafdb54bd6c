package dev.sluice.testkit;

import dev.sluice.core.job.Secret;
import dev.sluice.core.job.StorageSettings;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryArtifactStores;
import dev.sluice.core.port.ArtifactStores;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class InMemoryArtifactStoresTest extends ArtifactStoresContract {
  private static final StorageSettings ONE = settings("bucket-1", "key-1");
  private static final StorageSettings OTHER = settings("bucket-2", "key-2");

  private final InMemoryArtifactStores stores = new InMemoryArtifactStores();
  private final Map<StorageSettings, InMemoryArtifactStore> made =
      Map.of(ONE, stores.make(ONE), OTHER, stores.make(OTHER));

  private static StorageSettings settings(String bucket, String key) {
    return new StorageSettings(
        URI.create("https://s3.example"),
        "us-east-1",
        bucket,
        Secret.of(key),
        Secret.of("secret-of-" + key),
        "",
        "videos");
  }

  @Override
  protected ArtifactStores stores() {
    return stores;
  }

  @Override
  protected StorageSettings one() {
    return ONE;
  }

  @Override
  protected StorageSettings other() {
    return OTHER;
  }

  @Override
  protected Set<String> names(StorageSettings settings) {
    Set<String> names = new TreeSet<>();
    made.get(settings).names().stream().map(ObjectPath::value).forEach(names::add);
    return names;
  }
}
