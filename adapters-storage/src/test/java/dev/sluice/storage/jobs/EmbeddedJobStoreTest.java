package dev.sluice.storage.jobs;

import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;
import dev.sluice.testkit.JobStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJobStoreTest extends JobStoreContract {
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
  protected JobStore store() {
    return database.jobs();
  }

  @Override
  protected Outbox outbox() {
    return database.outbox();
  }

  @Override
  protected Optional<JobStore> reopened() {
    close();
    open();
    return Optional.of(store());
  }
}
