package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import dev.sluice.http.api.ApiKeys;
import dev.sluice.storage.jdbc.JobDatabase;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** The API keys of a server's clients, with or without the server. */
public final class KeyRing implements AutoCloseable {
  private static final String FIRST = "first";
  private static final int MAX_FIRSTS = 1_000;

  private final InstantSource clock = InstantSource.system();
  private final ApiKeyStore store;
  private final UsageStore usage;
  private final ApiKeys keys;
  private final Runnable end;

  private KeyRing(ApiKeyStore store, UsageStore usage, Runnable end) {
    this.store = store;
    this.usage = usage;
    this.keys = new ApiKeys(store, new SecureRandom(), clock, UUID::randomUUID);
    this.end = end;
  }

  /** Opens the database of these settings; closing this closes it. */
  public static KeyRing open(Settings settings) {
    DataFolder.prepare(settings.dataDir());
    JobDatabase database = Adapters.database(settings, Adapters.secrets(settings));
    return new KeyRing(database.keys(), database.usage(), database::close);
  }

  /** Returns whether {@link #open} creates the database, since there is none in the data folder. */
  public static boolean wouldCreate(Settings settings) {
    return settings.database().isEmpty() && DataFolder.lacksDatabase(settings.dataDir());
  }

  static KeyRing in(JobDatabase database) {
    return new KeyRing(database.keys(), database.usage(), () -> {});
  }

  /** Creates a key; empty if there is one of this name. */
  public Optional<Secret> create(String name) {
    return keys.create(name);
  }

  /** Returns the quota of the valid key of this name; empty if there is none. */
  public Optional<TenantQuota> quota(String name) {
    return tenant(name).map(store::quota);
  }

  /** Returns the usage of the valid key of this name; empty if there is none. */
  public Optional<Usage> usage(String name) {
    return tenant(name).map(usage::usage);
  }

  /** Sets the quota of the valid key of this name; false if there is none. */
  public boolean setQuota(String name, TenantQuota quota) {
    Optional<TenantId> tenant = tenant(name);
    tenant.ifPresent(found -> store.setQuota(found, quota));
    return tenant.isPresent();
  }

  /** Returns the name of the valid key of this tenant; empty if there is none. */
  Optional<String> nameOf(TenantId tenant) {
    return all().stream()
        .filter(key -> key.revokedAt().isEmpty() && key.tenant().equals(tenant))
        .map(ApiKey::name)
        .findFirst();
  }

  private Optional<TenantId> tenant(String name) {
    return all().stream()
        .filter(key -> key.revokedAt().isEmpty() && key.name().equals(name))
        .map(ApiKey::tenant)
        .findFirst();
  }

  /** Creates a key, and revokes one of the same name before. */
  public Secret replace(String name) {
    revoke(name);
    return keys.create(name).orElseThrow();
  }

  /** Returns all keys, revoked ones too, oldest first. */
  public List<ApiKey> all() {
    return store.all();
  }

  /** Revokes a key; false if there is none of this name. */
  public boolean revoke(String name) {
    return store.revoke(name, clock.instant());
  }

  /**
   * Returns the secret that signs the webhooks of this key.
   *
   * @throws NoSuchElementException if there is no such key, or no webhook was signed yet
   */
  public Secret webhookSecret(Secret key) {
    TenantId tenant = keys.tenantOf(key.reveal()).orElseThrow();
    return store.webhookSecret(
        tenant,
        () -> {
          throw new NoSuchElementException("no webhook was signed yet");
        });
  }

  /**
   * Creates a key if there is none, so that a server can be used.
   *
   * @return the new key, to be shown once
   */
  Optional<Secret> makeFirstIfNone() {
    boolean any = all().stream().anyMatch(key -> key.revokedAt().isEmpty());
    return any ? Optional.empty() : create(FIRST);
  }

  /** Revokes the key that {@link #makeFirstIfNone} created. */
  public void revokeFirst() {
    revoke(FIRST);
  }

  /**
   * Creates the key if it does not exist.
   *
   * @throws StartException if it was revoked
   */
  void adopt(Secret key) {
    // The name is taken when the setting was another key before; that one stays valid.
    boolean known =
        keys.tenantOf(key.reveal()).isPresent()
            || IntStream.rangeClosed(1, MAX_FIRSTS)
                .mapToObj(number -> number == 1 ? FIRST : FIRST + "-" + number)
                .anyMatch(name -> keys.adopt(name, key));
    if (!known) {
      throw new StartException(
          "The key that initial-api-key sets was revoked; set another one, or none", null);
    }
  }

  @Override
  public void close() {
    end.run();
  }
}
