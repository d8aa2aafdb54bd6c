package dev.sluice.core.memory;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps secrets in this process's memory and gives out a number for each: what was sealed ends with
 * the process, so it is for jobs that live in memory too. Thread-safe.
 */
final class InMemorySecretBox implements SecretBox {
  private record Kept(Secret secret, String context) {}

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();

  @Override
  public String seal(Secret secret, String context) {
    String sealed = PREFIX + "memory." + number.incrementAndGet();
    kept.put(sealed, new Kept(secret, context));
    return sealed;
  }

  @Override
  public Secret open(String sealed, String context) {
    Kept found = kept.get(sealed);
    if (found == null || !found.context().equals(context)) {
      throw new SluiceException(
          FailureCode.SECRET_UNREADABLE,
          "This secret was sealed by a process that is gone, or for something else; set it again");
    }
    return found.secret();
  }

  @Override
  public boolean isUpToDate(String sealed) {
    return kept.containsKey(sealed);
  }
}
