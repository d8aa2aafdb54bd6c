package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.port.store.Database;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.RetentionStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class H2RetentionStoreTest extends RetentionStoreContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Override
  protected Database database() {
    return database.get();
  }

  @Override
  protected Optional<Database> reopened() {
    return Optional.of(database.reopened());
  }
}
