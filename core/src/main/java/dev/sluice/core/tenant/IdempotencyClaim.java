package dev.sluice.core.tenant;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * An idempotency key in the hands of one request.
 *
 * @param fingerprint tells what was asked for: the same for two requests that ask for the same, at
 *     most 64 characters
 * @param id tells this hold from others of the same key
 */
public record IdempotencyClaim(TenantId owner, IdempotencyKey key, String fingerprint, UUID id) {
  private static final Duration SOON = Duration.ofSeconds(1);

  public IdempotencyClaim {
    Objects.requireNonNull(owner);
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
