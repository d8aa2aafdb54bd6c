package dev.sluice.storage.jdbc.postgres;

import dev.sluice.core.port.store.Database;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.RetentionStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresRetentionStoreTest extends RetentionStoreContract {
  @RegisterExtension static final OpenJobDatabase DATABASE = OpenJobDatabase.postgres();

  @Override
  protected Database database() {
    return DATABASE.get();
  }

  @Override
  protected Optional<Database> reopened() {
    return Optional.of(DATABASE.reopened());
  }
}
