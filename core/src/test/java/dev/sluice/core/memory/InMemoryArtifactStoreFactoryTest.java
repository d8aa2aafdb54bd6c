package dev.sluice.core.memory;

import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.contract.ArtifactStoreFactoryContract;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

class InMemoryArtifactStoreFactoryTest extends ArtifactStoreFactoryContract {
  private static final BucketConfig.S3 ONE = settings("bucket-1", "key-1");
  private static final BucketConfig.S3 OTHER = settings("bucket-2", "key-2");

  private final InMemoryArtifactStore.Factory stores = new InMemoryArtifactStore.Factory();
  private final Map<BucketConfig.S3, InMemoryArtifactStore> made =
      Map.of(ONE, stores.make(ONE), OTHER, stores.make(OTHER));

  private static BucketConfig.S3 settings(String bucket, String key) {
    return new BucketConfig.S3(
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
  protected BucketConfig.S3 one() {
    return ONE;
  }

  @Override
  protected BucketConfig.S3 other() {
    return OTHER;
  }

  @Override
  protected Set<String> names(BucketConfig.S3 settings) {
    Set<String> names = new TreeSet<>();
    Objects.requireNonNull(made.get(settings)).names().stream()
        .map(ObjectPath::value)
        .forEach(names::add);
    return names;
  }
}
