package dev.sluice.http.api.limits;

import dev.sluice.http.api.error.ApiError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits how many connections are open, of one address and in all. A few more are accepted for
 * probes: any other request on them is rejected. If there are too many of these, too, the oldest is
 * closed, first one of the same address. So whoever holds all other connections, a probe that sends
 * its request at once is answered. Thread-safe.
 */
public final class ConnectionLimiter {
  private final int most;
  private final int mostPerAddress;
  private final int mostForProbes;
  private final Map<String, Integer> byAddress = new HashMap<>();
  private final Deque<Permit> forProbes = new ArrayDeque<>();
  private int open;

  /**
   * @param most how many connections serve all requests
   * @param mostPerAddress how many of these one address may have
   * @param mostForProbes how many more serve probes
   */
  public ConnectionLimiter(int most, int mostPerAddress, int mostForProbes) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
    this.mostForProbes = mostForProbes;
  }

  /** The right of a connection to be open, which it returns when it closes. */
  public final class Permit implements AutoCloseable {
    private final Optional<String> address;
    private final Optional<ApiError> rejection;
    private final Runnable end;
    private boolean isReturned;

    private Permit(Optional<String> address, Optional<ApiError> rejection, Runnable end) {
      this.address = address;
      this.rejection = rejection;
      this.end = end;
    }

    /** Returns the response to requests other than probes; empty if all are served. */
    public Optional<ApiError> rejection() {
      return rejection;
    }

    /** Returns the permit; a second call has no further effect. */
    @Override
    public void close() {
      leave(this);
    }
  }

  /**
   * Returns a permit for a new connection.
   *
   * @param address empty if only the limit of all addresses counts
   * @param end closes the connection; may be called by the thread of another connection
   */
  public Permit enter(Optional<String> address, Runnable end) {
    Permit permit;
    Optional<Permit> replaced;
    synchronized (this) {
      permit = new Permit(address, rejection(address), end);
      replaced = permit.rejection.isPresent() ? reserve(permit) : Optional.empty();
      if (permit.rejection.isEmpty()) {
        open++;
        address.ifPresent(one -> byAddress.merge(one, 1, Integer::sum));
      }
    }
    replaced.ifPresent(one -> one.end.run());
    return permit;
  }

  private Optional<ApiError> rejection(Optional<String> address) {
    if (address.isPresent() && byAddress.getOrDefault(address.get(), 0) >= mostPerAddress) {
      return Optional.of(ApiError.tooManyAtOnce("address", "connections", mostPerAddress));
    }
    return open >= most ? Optional.of(ApiError.busy("connections", most)) : Optional.empty();
  }

  /** Adds a connection for probes; returns the one that must make room for it. */
  private Optional<Permit> reserve(Permit permit) {
    Optional<Permit> replaced = Optional.empty();
    if (forProbes.size() >= mostForProbes) {
      replaced =
          forProbes.stream()
              .filter(one -> one.address.equals(permit.address))
              .findFirst()
              .or(() -> Optional.of(forProbes.element()));
      replaced.ifPresent(this::leave);
    }
    forProbes.add(permit);
    return replaced;
  }

  private synchronized void leave(Permit permit) {
    if (permit.isReturned) {
      return;
    }
    permit.isReturned = true;
    if (permit.rejection.isPresent()) {
      forProbes.remove(permit);
      return;
    }
    open--;
    permit.address.ifPresent(
        one -> byAddress.computeIfPresent(one, (key, number) -> number == 1 ? null : number - 1));
  }

  /** Returns how many connections are open, those for probes included. */
  public synchronized int open() {
    return open + forProbes.size();
  }
}
