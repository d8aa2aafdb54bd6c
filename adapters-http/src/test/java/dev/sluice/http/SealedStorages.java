package dev.sluice.http;

import dev.sluice.core.job.JobStorage;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.OwnerStorage;
import dev.sluice.core.job.StorageId;
import dev.sluice.core.memory.InMemoryOwnerStorages;
import dev.sluice.core.port.OwnerStorages;
import dev.sluice.core.port.SecretBox;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Settings in memory which, like those in a database, are opened when somebody asks for them. */
final class SealedStorages implements OwnerStorages {
  private final InMemoryOwnerStorages storages = new InMemoryOwnerStorages();
  private final Map<StorageId, String> sealed = new ConcurrentHashMap<>();
  private final SecretBox box;

  SealedStorages(SecretBox box) {
    this.box = box;
  }

  @Override
  public void set(OwnerStorage storage) {
    sealed.put(storage.id(), box.seal(storage.settings().toSecret(), "storage:" + storage.id()));
    storages.set(storage);
  }

  @Override
  public boolean reset(Owner owner, StorageId id, Instant now) {
    return storages.reset(owner, id, now);
  }

  @Override
  public Optional<OwnerStorage> current(Owner owner) {
    return storages.current(owner).map(this::opened);
  }

  @Override
  public Optional<JobStorage> ofNewJobs(Owner owner) {
    return storages.ofNewJobs(owner);
  }

  @Override
  public Optional<OwnerStorage> find(StorageId id) {
    return storages.find(id).map(this::opened);
  }

  private OwnerStorage opened(OwnerStorage storage) {
    box.open(sealed.get(storage.id()), "storage:" + storage.id());
    return storage;
  }
}
