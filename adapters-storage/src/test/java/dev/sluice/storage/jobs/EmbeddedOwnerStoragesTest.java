package dev.sluice.storage.jobs;

import dev.sluice.core.port.OwnerStorages;
import dev.sluice.testkit.OwnerStoragesContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOwnerStoragesTest extends OwnerStoragesContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Override
  protected OwnerStorages storages() {
    return database.get().ownerStorages();
  }

  @Override
  protected Optional<OwnerStorages> reopened() {
    return Optional.of(database.reopened().ownerStorages());
  }
}
