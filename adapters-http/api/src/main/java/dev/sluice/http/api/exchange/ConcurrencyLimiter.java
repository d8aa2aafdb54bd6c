package dev.sluice.http.api.exchange;

import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import java.util.HashMap;
import java.util.Map;

/**
 * So many things at a time, and so many of one owner. Who finds none free waits nowhere.
 * Thread-safe.
 */
public final class ConcurrencyLimiter {
  /** A place that somebody has, until it is closed; closing it twice is no harm. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  private final String what;
  private final int most;
  private final int mostOfOneOwner;
  private final Map<TenantId, Integer> taken = new HashMap<>();
  private int all;

  /**
   * @param what as it stands in a sentence, such as {@code streams of events}
   */
  public ConcurrencyLimiter(String what, int most, int mostOfOneOwner) {
    this.what = what;
    this.most = most;
    this.mostOfOneOwner = mostOfOneOwner;
  }

  /**
   * Takes a place.
   *
   * @throws ApiError if the owner has all it may have, or nobody can have any more
   */
  public synchronized Permit take(TenantId owner) {
    if (taken.getOrDefault(owner, 0) >= mostOfOneOwner) {
      throw ApiError.tooManyAtOnce(what, mostOfOneOwner);
    }
    if (all >= most) {
      throw ApiError.busy(what, most);
    }
    taken.merge(owner, 1, Integer::sum);
    all++;
    return new Taken(owner);
  }

  /** How many are taken right now. */
  public synchronized int taken() {
    return all;
  }

  private synchronized void give(TenantId owner) {
    all--;
    taken.computeIfPresent(owner, (key, number) -> number == 1 ? null : number - 1);
  }

  private final class Taken implements Permit {
    private TenantId owner;

    private Taken(TenantId owner) {
      this.owner = owner;
    }

    @Override
    public void close() {
      synchronized (ConcurrencyLimiter.this) {
        if (owner != null) {
          give(owner);
          owner = null;
        }
      }
    }
  }
}
