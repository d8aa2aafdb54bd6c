package dev.sluice.core.memory;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A box that stores secrets in memory and returns a number for each. Sealed texts become unreadable
 * at the end of the process, so this box is only for jobs in memory. Thread-safe.
 */
final class InMemorySecretBox implements SecretBox {
  private record Entry(Secret secret, String context) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();

  @Override
  public String seal(Secret secret, String context) {
    String sealed = PREFIX + "memory." + number.incrementAndGet();
    entries.put(sealed, new Entry(secret, context));
    return sealed;
  }

  @Override
  public Secret open(String sealed, String context) {
    Entry found = entries.get(sealed);
    if (found == null || !found.context().equals(context)) {
      throw new SluiceException(
          FailureCode.SECRET_UNREADABLE,
          "This secret was sealed by a process that is gone, or for something else; set it again");
    }
    return found.secret();
  }

  @Override
  public boolean isUpToDate(String sealed) {
    return entries.containsKey(sealed);
  }

  @Override
  public boolean hasEarlierKeys() {
    return false;
  }
}
