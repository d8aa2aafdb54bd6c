package dev.sluice.core.tenant;

import java.time.Instant;
import java.util.Optional;

/**
 * A key that a client of the server shows. The key itself is never kept, only its hash.
 *
 * @param owner whose jobs it sees
 * @param name for people, 1 to 100 characters, unique among the keys that are not revoked
 * @param hash SHA-256 of the key's UTF-8 bytes, in lower-case hex; a key is random enough to need
 *     no salt
 * @param hint the key's first characters, to tell keys apart in a list
 */
public record ApiKey(
    TenantId owner,
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
