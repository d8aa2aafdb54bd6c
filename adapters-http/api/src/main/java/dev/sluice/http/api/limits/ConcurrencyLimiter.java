package dev.sluice.http.api.limits;

import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits how many things run at a time, of one tenant and in all. A request that finds no free
 * permit is rejected and does not wait. Thread-safe.
 */
public final class ConcurrencyLimiter {
  /** A permit that is held until it is closed; closing it twice has no further effect. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  private final String what;
  private final int most;
  private final int mostPerTenant;
  private final Map<TenantId, Integer> taken = new HashMap<>();
  private int all;

  /**
   * @param what the plural for error sentences, such as {@code streams of events}
   */
  public ConcurrencyLimiter(String what, int most, int mostPerTenant) {
    this.what = what;
    this.most = most;
    this.mostPerTenant = mostPerTenant;
  }

  /**
   * Acquires a permit.
   *
   * @throws ApiError if the tenant holds all it may, or all permits are held
   */
  public synchronized Permit acquire(TenantId tenant) {
    if (taken.getOrDefault(tenant, 0) >= mostPerTenant) {
      throw ApiError.tooManyAtOnce(what, mostPerTenant);
    }
    if (all >= most) {
      throw ApiError.busy(what, most);
    }
    taken.merge(tenant, 1, Integer::sum);
    all++;
    return new HeldPermit(tenant);
  }

  /** Returns how many are held right now. */
  public synchronized int held() {
    return all;
  }

  private synchronized void release(TenantId tenant) {
    all--;
    taken.computeIfPresent(tenant, (key, number) -> number == 1 ? null : number - 1);
  }

  private final class HeldPermit implements Permit {
    private TenantId tenant;

    private HeldPermit(TenantId tenant) {
      this.tenant = tenant;
    }

    @Override
    public void close() {
      synchronized (ConcurrencyLimiter.this) {
        if (tenant != null) {
          release(tenant);
          tenant = null;
        }
      }
    }
  }
}
