package dev.sluice.core.port.store;

import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keys and what belongs to their tenants. Thread-safe, and safe among processes: a key that another
 * process creates or revokes, and what it allows a tenant, counts here within a second.
 */
public interface ApiKeyStore {
  /**
   * Remembers a key.
   *
   * @return false, and nothing is changed, if a key that is not revoked has the same name, or any
   *     key the same hash
   */
  boolean create(ApiKey key);

  /** The key with this hash that is not revoked. */
  Optional<ApiKey> byHash(String hash);

  /** All keys, revoked ones too, oldest first. */
  List<ApiKey> all();

  /**
   * @return false if no key that is not revoked has this name
   */
  boolean revoke(String name, Instant now);

  /** What the tenant may; everything until something else is said. */
  TenantQuota allowance(TenantId tenant);

  /** Sets what the tenant may, for jobs submitted and attempts begun from now on. */
  void allow(TenantId tenant, TenantQuota allowance);

  /**
   * What the tenant's webhooks are signed with.
   *
   * @param fresh makes one on first use; of two callers at once both get the same
   */
  Secret webhookSecret(TenantId tenant, Supplier<Secret> fresh);

  /**
   * Replaces what the tenant's webhooks are signed with, or makes it: from its return on {@link
   * #webhookSecret} gives this secret, in every process. Of two callers at once, the one that is
   * through later counts.
   */
  void rotateWebhookSecret(TenantId tenant, Secret fresh);

  /**
   * A key that a client of the server shows. The key itself is never kept, only its hash.
   *
   * @param tenant whose jobs it sees
   * @param name for people, 1 to 100 characters, unique among the keys that are not revoked
   * @param hash SHA-256 of the key's UTF-8 bytes, in lower-case hex; a key is random enough to need
   *     no salt
   * @param hint the key's first characters, to tell keys apart in a list
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
