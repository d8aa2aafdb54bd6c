package dev.sluice.storage.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Owner;
import dev.sluice.core.job.OwnerStorage;
import dev.sluice.core.job.Secret;
import dev.sluice.core.job.StorageId;
import dev.sluice.core.job.StorageSettings;
import dev.sluice.core.port.OwnerStorages;
import dev.sluice.testkit.JobSamples;
import dev.sluice.testkit.OwnerStoragesContract;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOwnerStoragesTest extends OwnerStoragesContract {
  @TempDir Path folder;

  @RegisterExtension final OpenJobDatabase database = OpenJobDatabase.embedded(() -> folder);

  @Test
  void settings_that_no_job_names_are_forgotten_an_hour_after_they_were_replaced() {
    OwnerStorage first = storage(1, Duration.ZERO);
    OwnerStorage second = storage(2, Duration.ofHours(5));
    storages().set(first);
    storages().set(second);
    storages().set(storage(3, Duration.ofHours(6)));

    assertThat(storages().find(first.id())).isEmpty();
    assertThat(storages().find(second.id())).as("replaced just now").contains(second);
  }

  private static OwnerStorage storage(long number, Duration after) {
    return new OwnerStorage(
        new StorageId(new UUID(0, number)),
        new Owner("one"),
        new StorageSettings(
            URI.create("https://s3.example"),
            "us-east-1",
            "bucket-" + number,
            Secret.of("AKID"),
            Secret.of("secret"),
            "",
            "videos"),
        JobSamples.START.plus(after));
  }

  @Override
  protected OwnerStorages storages() {
    return database.get().ownerStorages();
  }

  @Override
  protected Optional<OwnerStorages> reopened() {
    return Optional.of(database.reopened().ownerStorages());
  }
}
