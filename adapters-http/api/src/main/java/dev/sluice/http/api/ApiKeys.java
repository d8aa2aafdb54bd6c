package dev.sluice.http.api;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.port.store.IdSource;
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
 * Creates the keys that clients send in {@code x-api-key}, and finds the tenant of a key. A key is
 * {@code sk_} and 32 random bytes in base64url; only its SHA-256 is stored. Thread-safe.
 */
public final class ApiKeys {
  private static final String PREFIX = "sk_";
  private static final int RANDOM_BYTES = 32;
  private static final int HINT_LENGTH = 7;

  /** The longest key: hashing costs time. */
  private static final int MAX_LENGTH = 512;

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
   * Creates a key and stores its hash. The key itself is returned and stored nowhere.
   *
   * @param name for people, 1 to 100 characters
   * @return empty if another key has this name and is not revoked
   * @throws IllegalArgumentException if the name is blank or too long
   */
  public Optional<Secret> create(String name) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    Secret key = Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    return store(name, key) ? Optional.of(key) : Optional.empty();
  }

  /**
   * Stores the hash of a key that was chosen elsewhere, such as the initial key of the settings. A
   * key that is stored already, revoked or not, stays as it is.
   *
   * @return whether it is new
   * @throws IllegalArgumentException if the key has less than 8 or more than 512 characters, or
   *     characters that no header can carry
   */
  public boolean adopt(String name, Secret key) {
    String text = key.reveal();
    boolean printable = text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (text.length() < 8 || text.length() > MAX_LENGTH || !printable) {
      throw new IllegalArgumentException(
          "a key has 8 to " + MAX_LENGTH + " characters of ASCII, without spaces");
    }
    return store(name, key);
  }

  private boolean store(String name, Secret key) {
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

  /** Returns the tenant of the key; empty if it is unknown or revoked. */
  public Optional<TenantId> tenantOf(String presented) {
    return find(store, presented).map(ApiKey::tenant);
  }

  static Optional<ApiKey> find(ApiKeyStore store, String presented) {
    if (presented.isEmpty() || presented.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String hash = hash(presented);
    // The store finds by the hash, so its timing shows a guesser nothing. We compare once more, in
    // case a store compares loosely, such as by the collation of a database.
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
