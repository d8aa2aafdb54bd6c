package dev.sluice.storage.jdbc.postgres;

import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.JobStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresJobStoreTest extends JobStoreContract {
  @RegisterExtension static final OpenJobDatabase DATABASE = OpenJobDatabase.postgres();

  @Override
  protected JobStore store() {
    return DATABASE.get().jobs();
  }

  @Override
  protected Outbox outbox() {
    return DATABASE.get().outbox();
  }

  @Override
  protected Optional<JobStore> reopened() {
    return Optional.of(DATABASE.reopened().jobs());
  }
}
