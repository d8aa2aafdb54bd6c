package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.job.ApiKey;
import dev.sluice.core.job.Secret;
import dev.sluice.http.ApiKeys;
import dev.sluice.storage.jobs.JobDatabase;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The keys of a server, without the server. */
public final class KeyRing implements AutoCloseable {
  private final InstantSource clock = InstantSource.system();
  private final JobDatabase database;
  private final ApiKeys keys;

  private KeyRing(JobDatabase database) {
    this.database = database;
    this.keys = new ApiKeys(database.apiKeys(), new SecureRandom(), clock, UUID::randomUUID);
  }

  /** Opens the database of these settings. */
  public static KeyRing open(Settings settings) {
    return new KeyRing(Adapters.database(settings));
  }

  /** The new key; empty if there is one of this name. */
  public Optional<Secret> create(String name) {
    return keys.create(name);
  }

  /** All keys, revoked ones too, oldest first. */
  public List<ApiKey> all() {
    return database.apiKeys().all();
  }

  /** False if there is no such key. */
  public boolean revoke(String name) {
    return database.apiKeys().revoke(name, clock.instant());
  }

  @Override
  public void close() {
    database.close();
  }
}
