package dev.sluice.storage.s3;

import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.testkit.contract.ArtifactStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class S3ArtifactStoreTest extends ArtifactStoreContract {
  @TempDir static Path folder;
  private static S3ProxyFixture s3;

  private S3ArtifactStore store;

  @BeforeAll
  static void start() {
    s3 = S3ProxyFixture.start(folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Override
  protected void open() {
    store = S3ArtifactStore.in(s3.settings(), UUID::randomUUID);
  }

  @Override
  protected void close() {
    store.close();
  }

  @Override
  protected ArtifactStore store() {
    return store;
  }

  @Override
  protected Set<String> names() {
    return s3.keys();
  }

  @Override
  protected byte[] read(String path) {
    return s3.read(path);
  }

  @Override
  protected List<String> unfinished() {
    return s3.unfinishedUploads();
  }

  @Override
  protected int severalParts() {
    return 2 * PartSizes.USUAL.unknown() + 123_456;
  }

  @Override
  protected boolean linksAreServed() {
    return true;
  }

  // The store's clock is the machine's: the test waits until a link of one second has expired.
  @Override
  protected boolean passTime(Duration time) {
    Awaitility.await().pollDelay(time).until(() -> true);
    return true;
  }
}
