package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.ApiKeyStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class H2ApiKeyStoreTest extends ApiKeyStoreContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Override
  protected ApiKeyStore store() {
    return database.get().keys();
  }

  @Override
  protected Optional<ApiKeyStore> reopened() {
    return Optional.of(database.reopened().keys());
  }
}
