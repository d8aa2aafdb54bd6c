package dev.sluice.storage.jobs;

import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;
import dev.sluice.testkit.UsageContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedUsageTest extends UsageContract {
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
