package dev.sluice.core.memory;

import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.contract.ArtifactStoreFactoryContract;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class InMemoryArtifactStoreFactoryTest extends ArtifactStoreFactoryContract {
  private static final BucketConfig ONE = settings("bucket-1", "key-1");
  private static final BucketConfig OTHER = settings("bucket-2", "key-2");

  private final InMemoryArtifactStoreFactory stores = new InMemoryArtifactStoreFactory();
  private final Map<BucketConfig, InMemoryArtifactStore> made =
      Map.of(ONE, stores.make(ONE), OTHER, stores.make(OTHER));

  private static BucketConfig settings(String bucket, String key) {
    return new BucketConfig(
        URI.create("https://s3.example"),
        "us-east-1",
        bucket,
        Secret.of(key),
        Secret.of("secret-of-" + key),
        "",
        "videos");
  }

  @Override
  protected ArtifactStoreFactory stores() {
    return stores;
  }

  @Override
  protected BucketConfig one() {
    return ONE;
  }

  @Override
  protected BucketConfig other() {
    return OTHER;
  }

  @Override
  protected Set<String> names(BucketConfig settings) {
    Set<String> names = new TreeSet<>();
    made.get(settings).names().stream().map(ObjectPath::value).forEach(names::add);
    return names;
  }
}
