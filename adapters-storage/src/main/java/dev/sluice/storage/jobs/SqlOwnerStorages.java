package dev.sluice.storage.jobs;

import dev.sluice.core.job.JobStorage;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.OwnerStorage;
import dev.sluice.core.job.StorageId;
import dev.sluice.core.job.StorageSettings;
import dev.sluice.core.port.OwnerStorages;
import dev.sluice.core.port.SecretBox;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Storage settings in the table {@code owner_storages}, sealed. */
final class SqlOwnerStorages implements OwnerStorages {
  private final OwnerStorageTable table;
  private final SecretBox secrets;
  private final Consumer<OwnerStorageTable.Row> journal;

  /**
   * @param journal takes each change before the caller hears of it
   */
  SqlOwnerStorages(Database database, SecretBox secrets, Consumer<OwnerStorageTable.Row> journal) {
    this.table = new OwnerStorageTable(database);
    this.secrets = secrets;
    this.journal = journal;
  }

  @Override
  public void set(OwnerStorage storage) {
    String sealed = secrets.seal(storage.settings().toSecret(), context(storage.id()));
    change(
        storage.id(),
        storage.owner(),
        storage.settings().space(),
        Optional.of(sealed),
        storage.setAt());
  }

  @Override
  public boolean reset(Owner owner, StorageId id, Instant now) {
    if (ofNewJobs(owner).isEmpty()) {
      return false;
    }
    change(id, owner, "", Optional.empty(), now);
    return true;
  }

  private void change(
      StorageId id, Owner owner, String space, Optional<String> sealed, Instant now) {
    journal.accept(table.add(id, owner, space, sealed, now));
    table.forgetUnused(owner, now.minus(KEPT));
  }

  @Override
  public Optional<OwnerStorage> current(Owner owner) {
    return table.latest(owner).flatMap(this::opened);
  }

  @Override
  public Optional<JobStorage> ofNewJobs(Owner owner) {
    return table
        .latest(owner)
        .filter(row -> row.sealed().isPresent())
        .map(row -> JobStorage.of(row.id(), row.space()));
  }

  @Override
  public Optional<OwnerStorage> find(StorageId id) {
    return table.find(id).flatMap(this::opened);
  }

  private Optional<OwnerStorage> opened(OwnerStorageTable.Row row) {
    return row.sealed()
        .map(
            text ->
                new OwnerStorage(
                    row.id(),
                    row.owner(),
                    StorageSettings.of(secrets.open(text, context(row.id()))),
                    row.setAt()));
  }

  static String context(StorageId id) {
    return "storage:" + id;
  }
}
