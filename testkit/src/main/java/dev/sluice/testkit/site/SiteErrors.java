package dev.sluice.testkit.site;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides which requests a {@link SiteResource} rejects, and with which status. Thread-safe. */
final class SiteErrors {
  private final AtomicInteger left = new AtomicInteger();
  private volatile int status;
  private volatile int most = Integer.MAX_VALUE;
  private volatile int crowded;
  private volatile String visitor = "";
  private volatile int stranger;
  private volatile int partial;
  private volatile String cookie = "";
  private volatile int withoutCookie;

  void next(int code, int times) {
    status = code;
    left.set(times);
  }

  void crowds(int many, int otherwise) {
    most = many;
    crowded = otherwise;
  }

  void strangers(String userAgent, int otherwise) {
    visitor = userAgent;
    stranger = otherwise;
  }

  void cookie(String pair, int otherwise) {
    withoutCookie = otherwise;
    cookie = pair;
  }

  void ranges(int otherwise) {
    partial = otherwise;
  }

  /**
   * Returns the status of the error, or empty if the request is not rejected.
   *
   * @param running how many responses are being sent, this one included
   */
  OptionalInt of(SiteRequest request, int running) {
    if (status != 0 && left.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
      return OptionalInt.of(status);
    }
    if (running > most) {
      return OptionalInt.of(crowded);
    }
    if (!request.header("User-Agent").orElse("").contains(visitor)) {
      return OptionalInt.of(stranger);
    }
    List<String> cookies = List.of(request.header("Cookie").orElse("").split("; ", -1));
    if (!cookie.isEmpty() && !cookies.contains(cookie)) {
      return OptionalInt.of(withoutCookie);
    }
    boolean refused = partial != 0 && request.header("Range").isPresent();
    return refused ? OptionalInt.of(partial) : OptionalInt.empty();
  }
}
