package dev.sluice.http.api.routes;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.exchange.HttpThreads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs the checks of {@code GET /ready}, each in a thread of its own, so that one that hangs holds
 * up neither the answer nor the other checks. Requests at the same time share a run. Thread-safe.
 */
public final class Readiness implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Readiness.class.getName());

  /** The finding of a check that succeeds. */
  static final String OK = "ok";

  private static final String NONE = "none";

  /**
   * A check with a name.
   *
   * @param question returns if it succeeds, throws if not
   */
  public record Check(String name, Runnable question) {}

  private final List<SharedCheck> checks;
  private final Duration longest;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(HttpThreads.named("sluice-http-ready"));

  /**
   * @param longest how long an answer waits for the checks
   */
  public Readiness(List<Check> checks, Duration longest) {
    this.checks = checks.stream().map(SharedCheck::new).toList();
    this.longest = longest;
  }

  /** Returns the finding of each check; completes in time, whatever hangs. */
  CompletableFuture<Map<String, String>> findings() {
    Map<String, CompletableFuture<String>> running = new LinkedHashMap<>();
    checks.forEach(check -> running.put(check.name(), check.finding()));
    return CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              Map<String, String> findings = new LinkedHashMap<>();
              running.forEach((name, finding) -> findings.put(name, finding.join()));
              return findings;
            });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private final class SharedCheck {
    private final Check check;
    private CompletableFuture<String> current = CompletableFuture.completedFuture(NONE);
    private volatile String last = NONE;

    private SharedCheck(Check check) {
      this.check = check;
    }

    private String name() {
      return check.name();
    }

    private synchronized CompletableFuture<String> finding() {
      if (current.isDone()) {
        current = CompletableFuture.supplyAsync(this::run, threads);
      }
      return current
          .copy()
          .completeOnTimeout(
              "does not respond; its last finding was: " + last,
              longest.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    // No key is needed here: our sentences name hosts, buckets and folders, and stay in the log.
    private String run() {
      try {
        check.question().run();
        return found(OK, null);
      } catch (SluiceException e) {
        return found(shown(e.code()), e);
      } catch (RuntimeException | Error e) {
        return found("failed; the server's log says why", e);
      }
    }

    // Only a change is logged, however often monitors ask.
    private String found(String finding, Throwable why) {
      boolean changed = !finding.equals(last);
      boolean first = last.equals(NONE);
      last = finding;
      if (changed && why == null && !first) {
        LOG.log(Level.INFO, "Ready: {0}", name());
      } else if (changed && why instanceof SluiceException) {
        LOG.log(Level.WARNING, "Not ready: {0}: {1}", name(), why.getMessage());
      } else if (changed && why != null) {
        LOG.log(Level.WARNING, "Not ready: " + name(), why);
      }
      return finding;
    }
  }

  private static String shown(FailureCode code) {
    String finding =
        switch (code) {
          case STORE_FULL -> "no space is left";
          case STORE_MISSING -> "does not exist";
          case STORE_REFUSED -> "refuses access";
          case STORE_UNAVAILABLE -> "cannot be reached";
          default -> "failed";
        };
    return finding
        + "; the server's log says "
        + (code == FailureCode.STORE_FULL ? "where" : "why");
  }
}
