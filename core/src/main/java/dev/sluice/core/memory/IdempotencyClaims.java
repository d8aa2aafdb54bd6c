package dev.sluice.core.memory;

import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Idempotency keys in memory, removed when they expire. Not thread-safe; {@link InMemoryJobs} holds
 * the lock.
 */
final class IdempotencyClaims {
  private record Name(TenantId tenant, IdempotencyKey key) {
    static Name of(IdempotencyStore.Claim claim) {
      return new Name(claim.tenant(), claim.key());
    }
  }

  private record Held(IdempotencyStore.Claim claim, Optional<String> answer, Instant until) {}

  private final Map<Name, Held> held = new HashMap<>();
  private final TreeSet<Held> byEnd =
      new TreeSet<>(
          Comparator.comparing(Held::until).thenComparing(one -> one.claim().id().toString()));

  Optional<String> claim(IdempotencyStore.Claim claim, Instant now, Duration lease) {
    while (!byEnd.isEmpty() && !byEnd.first().until().isAfter(now)) {
      remove(byEnd.first());
    }
    Held known = held.get(Name.of(claim));
    if (known == null) {
      add(new Held(claim, Optional.empty(), now.plus(lease)));
      return Optional.empty();
    }
    if (!known.claim().fingerprint().equals(claim.fingerprint())) {
      throw claim.reused();
    }
    if (known.answer().isEmpty()) {
      throw claim.inUse();
    }
    return known.answer();
  }

  void release(IdempotencyStore.Claim claim) {
    Held known = held.get(Name.of(claim));
    if (known != null && known.claim().id().equals(claim.id()) && known.answer().isEmpty()) {
      remove(known);
    }
  }

  /**
   * Checks that the claim of a response still holds its key.
   *
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE if it does not
   */
  void requireHeld(StoredResponse response) {
    Held known = held.get(Name.of(response.claim()));
    if (known == null
        || !known.claim().id().equals(response.claim().id())
        || known.answer().isPresent()) {
      throw response.claim().inUse();
    }
  }

  void storeResponse(StoredResponse response) {
    remove(Objects.requireNonNull(held.get(Name.of(response.claim()))));
    add(new Held(response.claim(), Optional.of(response.text()), response.until()));
  }

  private void add(Held one) {
    held.put(Name.of(one.claim()), one);
    byEnd.add(one);
  }

  private void remove(Held one) {
    held.remove(Name.of(one.claim()));
    byEnd.remove(one);
  }
}
