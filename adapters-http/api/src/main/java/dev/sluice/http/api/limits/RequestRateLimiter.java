package dev.sluice.http.api.limits;

import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how many requests a second each key may send. A key that was silent for a second may send
 * a second's worth at once. Stores one moment per key. Thread-safe.
 */
public final class RequestRateLimiter {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final LongSupplier nanos;

  /** For each key the moment at which the requests that it has sent are paid for at its rate. */
  private final Map<TenantId, Long> paidUntil = new ConcurrentHashMap<>();

  /**
   * @param perSecond 0 for no limit
   * @param nanos the time as of {@link System#nanoTime()}
   */
  public RequestRateLimiter(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /**
   * Counts one request.
   *
   * @throws ApiError if there were too many; the rejected one does not count
   */
  public void count(TenantId tenant) {
    if (perSecond == 0) {
      return;
    }
    long cost = SECOND / perSecond;
    paidUntil.compute(
        tenant,
        (key, before) -> {
          long now = nanos.getAsLong();
          long from = before == null || before - now < 0 ? now : before;
          long ahead = from + cost - now;
          if (ahead > SECOND) {
            throw ApiError.tooManyRequests(perSecond, seconds(ahead - SECOND));
          }
          return from + cost;
        });
  }

  private static int seconds(long nanos) {
    return (int) ((nanos + SECOND - 1) / SECOND);
  }
}
