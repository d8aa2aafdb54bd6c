package dev.sluice.storage.jdbc.postgres;

import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.TenantBucketStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresTenantBucketStoreTest extends TenantBucketStoreContract {
  @RegisterExtension static final OpenJobDatabase DATABASE = OpenJobDatabase.postgres();

  @Override
  protected TenantBucketStore storages() {
    return DATABASE.get().tenantBuckets();
  }

  @Override
  protected Optional<TenantBucketStore> reopened() {
    return Optional.of(DATABASE.reopened().tenantBuckets());
  }
}
