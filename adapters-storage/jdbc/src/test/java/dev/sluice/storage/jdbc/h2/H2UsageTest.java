package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.storage.jdbc.OpenJobDatabase;
import dev.sluice.testkit.contract.UsageStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class H2UsageTest extends UsageStoreContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Override
  protected JobStore store() {
    return database.get().jobs();
  }

  @Override
  protected Outbox outbox() {
    return database.get().outbox();
  }

  @Override
  protected Optional<JobStore> reopened() {
    return Optional.of(database.reopened().jobs());
  }
}
