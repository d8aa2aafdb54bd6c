package dev.sluice.core.memory;

import dev.sluice.core.job.JobStorage;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.OwnerStorage;
import dev.sluice.core.job.StorageId;
import dev.sluice.core.port.OwnerStorages;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Storage settings in this process's memory; they end with the process. Thread-safe. */
public final class InMemoryOwnerStorages implements OwnerStorages {
  private final Map<StorageId, OwnerStorage> all = new HashMap<>();
  private final Map<Owner, StorageId> current = new HashMap<>();

  /** No settings at all. */
  public InMemoryOwnerStorages() {}

  @Override
  public synchronized void set(OwnerStorage storage) {
    all.put(storage.id(), storage);
    current.put(storage.owner(), storage.id());
  }

  @Override
  public synchronized boolean reset(Owner owner, StorageId id, Instant now) {
    return current.remove(owner) != null;
  }

  @Override
  public synchronized Optional<OwnerStorage> current(Owner owner) {
    return Optional.ofNullable(current.get(owner)).map(all::get);
  }

  @Override
  public synchronized Optional<JobStorage> ofNewJobs(Owner owner) {
    return current(owner).map(storage -> JobStorage.of(storage.id(), storage.settings().space()));
  }

  @Override
  public synchronized Optional<OwnerStorage> find(StorageId id) {
    return Optional.ofNullable(all.get(id));
  }
}
