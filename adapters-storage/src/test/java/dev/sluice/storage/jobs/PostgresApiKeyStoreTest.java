package dev.sluice.storage.jobs;

import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.testkit.ApiKeyStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresApiKeyStoreTest extends ApiKeyStoreContract {
  private static DatabaseSettings settings;
  private JobDatabase database;

  @BeforeAll
  static void createDatabase() {
    settings = TestPostgres.freshDatabase();
  }

  @BeforeEach
  void openEmpty() {
    open();
    TestPostgres.empty(settings);
  }

  private void open() {
    database = JobDatabase.open(settings);
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
