package dev.sluice.core.port.store;

import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * API keys, and the quotas and webhook secrets of their tenants. Thread-safe, and safe among
 * processes: a key that another process creates or revokes, and a quota that it sets, takes effect
 * here within a second.
 */
public interface ApiKeyStore {
  /**
   * Stores a key.
   *
   * @return false, without a change, if a key that is not revoked has the same name, or any key has
   *     the same hash
   */
  boolean create(ApiKey key);

  /** Returns the key with this hash, unless it is revoked. */
  Optional<ApiKey> byHash(String hash);

  /** Returns all keys, including revoked ones, oldest first. */
  List<ApiKey> all();

  /**
   * Revokes the key of this name.
   *
   * @return false if all keys of this name are revoked, or there are none
   */
  boolean revoke(String name, Instant now);

  /** Returns the tenant's quota; unlimited until one is set. */
  TenantQuota quota(TenantId tenant);

  /** Sets the tenant's quota for later submits and attempts. */
  void setQuota(TenantId tenant, TenantQuota quota);

  /**
   * Returns the secret that the tenant's webhooks are signed with.
   *
   * @param fresh makes a secret on first use; concurrent callers all get the same one
   */
  Secret webhookSecret(TenantId tenant, Supplier<Secret> fresh);

  /**
   * Sets the secret that the tenant's webhooks are signed with. After this returns, {@link
   * #webhookSecret} returns this secret in every process. Of two concurrent calls, the one that
   * finishes last takes effect.
   */
  void rotateWebhookSecret(TenantId tenant, Secret fresh);

  /**
   * A key with which a client of the server authenticates. Only its hash is stored, never the key
   * itself.
   *
   * @param tenant the tenant whose jobs the key gives access to
   * @param name a name for people, 1 to 100 characters, unique among the keys that are not revoked
   * @param hash SHA-256 of the key's UTF-8 bytes, in lower-case hex; a key is random enough to need
   *     no salt
   * @param hint the key's first characters, to distinguish keys in a list
   */
  public record ApiKey(
      TenantId tenant,
      String name,
      String hash,
      String hint,
      Instant createdAt,
      Optional<Instant> revokedAt) {
    public ApiKey {
      if (name.isBlank() || name.length() > 100) {
        throw new IllegalArgumentException("a key's name has 1 to 100 characters");
      }
    }
  }
}
