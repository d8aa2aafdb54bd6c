package dev.sluice.http.api;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.tenant.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Makes the keys that clients show in {@code x-api-key}, and tells whose a key is. A key is {@code
 * sk_} and 32 random bytes in base64url; only its SHA-256 is kept. Thread-safe.
 */
public final class ApiKeys {
  private static final String PREFIX = "sk_";
  private static final int RANDOM_BYTES = 32;
  private static final int HINT_LENGTH = 7;

  /** Nobody's key is longer, and hashing costs time. */
  private static final int LONGEST = 512;

  private final ApiKeyStore store;
  private final SecureRandom random;
  private final InstantSource clock;
  private final IdSource ids;

  public ApiKeys(ApiKeyStore store, SecureRandom random, InstantSource clock, IdSource ids) {
    this.store = store;
    this.random = random;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Makes a key and remembers its hash. The key itself is in the answer and nowhere else.
   *
   * @param name for people, 1 to 100 characters
   * @return empty if a key that is not revoked has this name
   * @throws IllegalArgumentException if the name is blank or too long
   */
  public Optional<Secret> create(String name) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    Secret key = Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    return remember(name, key) ? Optional.of(key) : Optional.empty();
  }

  /**
   * Remembers a key that somebody else chose, such as a server's first key from its settings. A key
   * that is there already, revoked or not, stays as it is.
   *
   * @return whether it is new
   * @throws IllegalArgumentException if the key has less than 8 or more than 512 characters, or
   *     characters that no header can carry
   */
  public boolean adopt(String name, Secret key) {
    String text = key.reveal();
    boolean printable = text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (text.length() < 8 || text.length() > LONGEST || !printable) {
      throw new IllegalArgumentException(
          "a key has 8 to " + LONGEST + " characters of ASCII, without spaces");
    }
    return remember(name, key);
  }

  private boolean remember(String name, Secret key) {
    String text = key.reveal();
    return store.create(
        new ApiKey(
            new TenantId(ids.next().toString()),
            name,
            hash(text),
            text.substring(0, Math.min(HINT_LENGTH, text.length() / 2)),
            clock.instant(),
            Optional.empty()));
  }

  /** Whose key this is; empty when it is nobody's, or was revoked. */
  public Optional<TenantId> ownerOf(String presented) {
    return find(store, presented).map(ApiKey::owner);
  }

  static Optional<ApiKey> find(ApiKeyStore store, String presented) {
    if (presented.isEmpty() || presented.length() > LONGEST) {
      return Optional.empty();
    }
    String hash = hash(presented);
    // The store finds by the hash, which tells a guesser nothing; the comparison is our own all the
    // same, lest a store one day compares more loosely (a database's collation, say).
    return store
        .byHash(hash)
        .filter(
            key ->
                MessageDigest.isEqual(
                    key.hash().getBytes(StandardCharsets.US_ASCII),
                    hash.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String hash(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
