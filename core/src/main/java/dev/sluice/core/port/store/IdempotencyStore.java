package dev.sluice.core.port.store;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Idempotency keys, which identify repeated requests. Each tenant has keys of its own. {@link
 * JobStore#insert} stores the response in one transaction with the jobs. Thread-safe, and safe
 * among processes.
 */
public interface IdempotencyStore {
  /**
   * Claims the key for this request, so that no other request with the same key runs at the same
   * time. The key is free again after {@link #release}, after the lease if no response was stored
   * by then, and when the stored response has expired.
   *
   * @return empty if this request holds the key now; the stored response if the same request was
   *     answered before
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE while the same request is in
   *     progress, KEY_REUSED if the key belongs to a request with another fingerprint
   */
  Optional<String> claim(Claim claim, Instant now, Duration lease);

  /** Releases the key, unless a response is stored under it or another request holds it. */
  void release(Claim claim);

  /**
   * One request's claim on an idempotency key.
   *
   * @param key hashed, see {@link IdempotencyKey#hashed}
   * @param fingerprint identifies the content of the request: equal for equal requests; 1 to 64
   *     characters
   * @param id distinguishes this claim from other claims on the same key
   */
  public record Claim(TenantId tenant, IdempotencyKey key, String fingerprint, UUID id) {
    private static final Duration SOON = Duration.ofSeconds(1);

    public Claim {
      Objects.requireNonNull(tenant);
      Objects.requireNonNull(key);
      Objects.requireNonNull(id);
      if (fingerprint.isEmpty() || fingerprint.length() > 64) {
        throw new IllegalArgumentException("a fingerprint has 1 to 64 characters");
      }
    }

    /**
     * Returns the exception for a key whose request is in progress, or that another claim took
     * over.
     */
    public SluiceException inUse() {
      return new SluiceException(
          FailureCode.KEY_IN_USE,
          "A request with this idempotency key is in progress; send it again in a moment, and it is"
              + " answered with what came of the first",
          null,
          SOON);
    }

    /** Returns the exception for a key that belongs to a request with other content. */
    public SluiceException reused() {
      return new SluiceException(
          FailureCode.KEY_REUSED,
          "This idempotency key was sent with another request before; use a new key for a new"
              + " request, or send the very same request again");
    }
  }

  /**
   * A response to a request, stored to answer repetitions of the request.
   *
   * @param claim the claim of the request on its key
   * @param text the response as the caller gave it; opaque to the store
   * @param until the time from which the key may be used for another request
   */
  public record StoredResponse(IdempotencyStore.Claim claim, String text, Instant until) {
    public StoredResponse {
      Objects.requireNonNull(claim);
      Objects.requireNonNull(text);
      Objects.requireNonNull(until);
    }
  }
}
