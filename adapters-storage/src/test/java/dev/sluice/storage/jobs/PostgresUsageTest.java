package dev.sluice.storage.jobs;

import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;
import dev.sluice.testkit.UsageContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresUsageTest extends UsageContract {
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
