package dev.sluice.core.port.store;

import dev.sluice.core.tenant.IdempotencyClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Knows requests that come again by the keys that their callers named them by; a key counts among
 * those of its owner only. What was answered is written by {@link JobStore#insert}, in one
 * transaction with the jobs. Thread-safe, and safe among processes.
 */
public interface IdempotencyStore {
  /**
   * Takes the key for this request, so that no other one with the same key goes on meanwhile. It is
   * free again after {@link #giveUp}, after the lease if nothing was answered by then, and when
   * what was answered has been kept as long as it was to be.
   *
   * @return empty if the key is this request's now; what was answered if the same request was
   *     answered before
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE while the same request is in
   *     progress, KEY_REUSED if the key names a request with another fingerprint
   */
  Optional<String> take(IdempotencyClaim hold, Instant now, Duration lease);

  /** Frees the key, unless an answer is kept under it or another request holds it by now. */
  void giveUp(IdempotencyClaim hold);
}
