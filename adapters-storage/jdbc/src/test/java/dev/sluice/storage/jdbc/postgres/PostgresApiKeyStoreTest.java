package dev.sluice.storage.jdbc.postgres;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.ApiKeyStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresApiKeyStoreTest extends ApiKeyStoreContract {
  @RegisterExtension static final OpenJobDatabase DATABASE = OpenJobDatabase.postgres();

  @Override
  protected ApiKeyStore store() {
    return DATABASE.get().keys();
  }

  @Override
  protected Optional<ApiKeyStore> reopened() {
    return Optional.of(DATABASE.reopened().keys());
  }
}
