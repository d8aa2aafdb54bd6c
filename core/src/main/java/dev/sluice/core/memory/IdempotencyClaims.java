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
import java.util.Optional;
import java.util.TreeSet;

/**
 * Idempotency keys in memory, removed when they expire. Not thread-safe; {@link InMemoryJobs} holds
 * the lock.
 */
final class IdempotencyClaims {
  private record Name(TenantId tenant, IdempotencyKey key) {
    static Name of(IdempotencyStore.Claim hold) {
      return new Name(hold.tenant(), hold.key());
    }
  }

  private record Held(IdempotencyStore.Claim hold, Optional<String> answer, Instant until) {}

  private final Map<Name, Held> held = new HashMap<>();
  private final TreeSet<Held> byEnd =
      new TreeSet<>(
          Comparator.comparing(Held::until).thenComparing(one -> one.hold().id().toString()));

  Optional<String> claim(IdempotencyStore.Claim hold, Instant now, Duration lease) {
    while (!byEnd.isEmpty() && !byEnd.first().until().isAfter(now)) {
      remove(byEnd.first());
    }
    Held known = held.get(Name.of(hold));
    if (known == null) {
      add(new Held(hold, Optional.empty(), now.plus(lease)));
      return Optional.empty();
    }
    if (!known.hold().fingerprint().equals(hold.fingerprint())) {
      throw hold.reused();
    }
    if (known.answer().isEmpty()) {
      throw hold.inUse();
    }
    return known.answer();
  }

  void release(IdempotencyStore.Claim hold) {
    Held known = held.get(Name.of(hold));
    if (known != null && known.hold().id().equals(hold.id()) && known.answer().isEmpty()) {
      remove(known);
    }
  }

  /**
   * Checks that the claim of a response still holds its key.
   *
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE if it does not
   */
  void requireHeld(StoredResponse response) {
    Held known = held.get(Name.of(response.hold()));
    if (known == null
        || !known.hold().id().equals(response.hold().id())
        || known.answer().isPresent()) {
      throw response.hold().inUse();
    }
  }

  void storeResponse(StoredResponse response) {
    remove(held.get(Name.of(response.hold())));
    add(new Held(response.hold(), Optional.of(response.text()), response.until()));
  }

  private void add(Held one) {
    held.put(Name.of(one.hold()), one);
    byEnd.add(one);
  }

  private void remove(Held one) {
    held.remove(Name.of(one.hold()));
    byEnd.remove(one);
  }
}
