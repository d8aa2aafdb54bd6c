package dev.sluice.testkit.site;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** Who is refused by a {@link SiteResource}, and with which status. Thread-safe. */
final class SiteErrors {
  private final AtomicInteger left = new AtomicInteger();
  private volatile int status;
  private volatile int most = Integer.MAX_VALUE;
  private volatile int crowded;
  private volatile String visitor = "";
  private volatile int stranger;
  private volatile int partial;

  void next(int code, int times) {
    status = code;
    left.set(times);
  }

  void crowds(int many, int otherwise) {
    most = many;
    crowded = otherwise;
  }

  void strangers(String word, int otherwise) {
    visitor = word;
    stranger = otherwise;
  }

  void ranges(int otherwise) {
    partial = otherwise;
  }

  /**
   * @param running how many answers are under way, with this one
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
    boolean refused = partial != 0 && request.header("Range").isPresent();
    return refused ? OptionalInt.of(partial) : OptionalInt.empty();
  }
}
