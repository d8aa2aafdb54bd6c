package dev.sluice.storage.jobs;

import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;
import dev.sluice.testkit.JobStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresJobStoreTest extends JobStoreContract {
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
