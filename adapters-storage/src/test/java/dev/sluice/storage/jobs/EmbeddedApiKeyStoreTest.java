package dev.sluice.storage.jobs;

import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.testkit.ApiKeyStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedApiKeyStoreTest extends ApiKeyStoreContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Override
  protected ApiKeyStore store() {
    return database.get().apiKeys();
  }

  @Override
  protected Optional<ApiKeyStore> reopened() {
    return Optional.of(database.reopened().apiKeys());
  }
}
