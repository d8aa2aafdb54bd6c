package dev.sluice.http.api.limits;

import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits how many things run at a time, of one holder (a key or an address) and in all. A request
 * that finds no free permit is rejected and does not wait. Thread-safe.
 *
 * @param <H> who holds permits
 */
public final class ConcurrencyLimiter<H> {
  /** A permit that is held until it is closed; closing it twice has no further effect. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  private final String holder;
  private final String what;
  private final int most;
  private final int mostPerHolder;
  private final Map<H, Integer> taken = new HashMap<>();
  private int all;

  private ConcurrencyLimiter(String holder, String what, int most, int mostPerHolder) {
    this.holder = holder;
    this.what = what;
    this.most = most;
    this.mostPerHolder = mostPerHolder;
  }

  /**
   * Returns a limiter whose holders are keys.
   *
   * @param what the plural for error sentences, such as {@code streams of events}
   */
  public static ConcurrencyLimiter<TenantId> perKey(String what, int most, int mostPerKey) {
    return new ConcurrencyLimiter<>("key", what, most, mostPerKey);
  }

  /** Returns a limiter whose holders are addresses of clients; see {@link #perKey}. */
  public static ConcurrencyLimiter<String> perAddress(String what, int most, int mostPerAddress) {
    return new ConcurrencyLimiter<>("address", what, most, mostPerAddress);
  }

  /**
   * Acquires a permit.
   *
   * @throws ApiError if the holder has all it may, or all permits are held
   */
  public Permit acquire(H of) {
    return acquire(Optional.of(of));
  }

  /**
   * Acquires a permit.
   *
   * @param of empty if only the limit of all holders counts
   * @throws ApiError if the holder has all it may, or all permits are held
   */
  public synchronized Permit acquire(Optional<H> of) {
    if (of.isPresent() && taken.getOrDefault(of.get(), 0) >= mostPerHolder) {
      throw ApiError.tooManyAtOnce(holder, what, mostPerHolder);
    }
    if (all >= most) {
      throw ApiError.busy(what, most);
    }
    of.ifPresent(one -> taken.merge(one, 1, Integer::sum));
    all++;
    return new HeldPermit(of);
  }

  /** Returns how many are held right now. */
  public synchronized int held() {
    return all;
  }

  private synchronized void release(Optional<H> of) {
    all--;
    of.ifPresent(
        one -> taken.computeIfPresent(one, (key, number) -> number == 1 ? null : number - 1));
  }

  private final class HeldPermit implements Permit {
    private final Optional<H> of;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HeldPermit(Optional<H> of) {
      this.of = of;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release(of);
      }
    }
  }
}
