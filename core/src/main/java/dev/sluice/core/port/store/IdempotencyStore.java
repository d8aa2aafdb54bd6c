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
 * Idempotency keys, by which a repeated request is recognised. A key counts among those of its
 * tenant only. The response is written by {@link JobStore#insert}, in one transaction with the
 * jobs. Thread-safe, and safe among processes.
 */
public interface IdempotencyStore {
  /**
   * Claims the key for this request, so that no other request with the same key runs meanwhile. The
   * key is free again after {@link #release}, after the lease if no response was stored by then,
   * and when the stored response has expired.
   *
   * @return empty if the key is this request's now; the stored response if the same request was
   *     answered before
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE while the same request is in
   *     progress, KEY_REUSED if the key names a request with another fingerprint
   */
  Optional<String> claim(Claim claim, Instant now, Duration lease);

  /** Releases the key, unless a response is stored under it or another request holds it by now. */
  void release(Claim claim);

  /**
   * An idempotency key in the hands of one request.
   *
   * @param fingerprint tells what was asked for: the same for two requests that ask for the same,
   *     at most 64 characters
   * @param id tells this hold from others of the same key
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

    /** For stores: the same request is in progress, or has taken the key over. */
    public SluiceException inUse() {
      return new SluiceException(
          FailureCode.KEY_IN_USE,
          "A request with this idempotency key is in progress; send it again in a moment, and it is"
              + " answered with what came of the first",
          null,
          SOON);
    }

    /** For stores: the key names a request that asked for something else. */
    public SluiceException reused() {
      return new SluiceException(
          FailureCode.KEY_REUSED,
          "This idempotency key was sent with another request before; use a new key for a new"
              + " request, or send the very same request again");
    }
  }

  /**
   * What a request was answered, to be said again whenever it comes again.
   *
   * @param text as the caller wants it back; nobody else reads it
   * @param until when the key may be used for something else
   */
  public record StoredResponse(IdempotencyStore.Claim hold, String text, Instant until) {
    public StoredResponse {
      Objects.requireNonNull(hold);
      Objects.requireNonNull(text);
      Objects.requireNonNull(until);
    }
  }
}
