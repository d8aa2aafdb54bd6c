package dev.sluice.core.port.store;

import dev.sluice.core.tenant.IdempotencyClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
  Optional<String> claim(IdempotencyClaim claim, Instant now, Duration lease);

  /** Releases the key, unless a response is stored under it or another request holds it by now. */
  void release(IdempotencyClaim claim);
}
