package dev.sluice.storage.jobs;

import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.testkit.ApiKeyStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedApiKeyStoreTest extends ApiKeyStoreContract {
  @TempDir Path folder;
  private JobDatabase database;

  @BeforeEach
  void open() {
    database = JobDatabase.embedded(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected ApiKeyStore store() {
    return database.apiKeys();
  }

  @Override
  protected Optional<ApiKeyStore> reopened() {
    close();
    open();
    return Optional.of(store());
  }
}
