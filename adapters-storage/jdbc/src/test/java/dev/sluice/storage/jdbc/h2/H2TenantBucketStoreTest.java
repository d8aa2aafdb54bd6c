package dev.sluice.storage.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.TenantBucketStoreContract;
import dev.sluice.testkit.sample.JobSamples;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class H2TenantBucketStoreTest extends TenantBucketStoreContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Test
  void settings_that_no_job_names_are_forgotten_an_hour_after_they_were_replaced() {
    TenantBucket first = storage(1, Duration.ZERO);
    TenantBucket second = storage(2, Duration.ofHours(5));
    storages().set(first);
    storages().set(second);
    storages().set(storage(3, Duration.ofHours(6)));

    assertThat(storages().find(first.id())).isEmpty();
    assertThat(storages().find(second.id())).as("replaced just now").contains(second);
  }

  private static TenantBucket storage(long number, Duration after) {
    return new TenantBucket(
        new BucketId(new UUID(0, number)),
        new TenantId("one"),
        new BucketConfig.S3(
            URI.create("https://s3.example"),
            "us-east-1",
            "bucket-" + number,
            Secret.of("AKID"),
            Secret.of("secret"),
            "",
            "videos"),
        JobSamples.START.plus(after));
  }

  @Override
  protected TenantBucketStore storages() {
    return database.get().tenantBuckets();
  }

  @Override
  protected Optional<TenantBucketStore> reopened() {
    return Optional.of(database.reopened().tenantBuckets());
  }
}
