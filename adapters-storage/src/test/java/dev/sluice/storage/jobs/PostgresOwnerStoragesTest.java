package dev.sluice.storage.jobs;

import dev.sluice.core.port.OwnerStorages;
import dev.sluice.testkit.OwnerStoragesContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresOwnerStoragesTest extends OwnerStoragesContract {
  @RegisterExtension static final OpenJobDatabase DATABASE = OpenJobDatabase.postgres();

  @Override
  protected OwnerStorages storages() {
    return DATABASE.get().ownerStorages();
  }

  @Override
  protected Optional<OwnerStorages> reopened() {
    return Optional.of(DATABASE.reopened().ownerStorages());
  }
}
