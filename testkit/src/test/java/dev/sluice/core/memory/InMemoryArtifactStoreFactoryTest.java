package dev.sluice.core.memory;

import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.S3BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.contract.ArtifactStoreFactoryContract;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class InMemoryArtifactStoreFactoryTest extends ArtifactStoreFactoryContract {
  private static final S3BucketConfig ONE = settings("bucket-1", "key-1");
  private static final S3BucketConfig OTHER = settings("bucket-2", "key-2");

  private final InMemoryArtifactStoreFactory stores = new InMemoryArtifactStoreFactory();
  private final Map<S3BucketConfig, InMemoryArtifactStore> made =
      Map.of(ONE, stores.make(ONE), OTHER, stores.make(OTHER));

  private static S3BucketConfig settings(String bucket, String key) {
    return new S3BucketConfig(
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
  protected S3BucketConfig one() {
    return ONE;
  }

  @Override
  protected S3BucketConfig other() {
    return OTHER;
  }

  @Override
  protected Set<String> names(S3BucketConfig settings) {
    Set<String> names = new TreeSet<>();
    made.get(settings).names().stream().map(ObjectPath::value).forEach(names::add);
    return names;
  }
}
