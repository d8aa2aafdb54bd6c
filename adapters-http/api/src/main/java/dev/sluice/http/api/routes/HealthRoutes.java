package dev.sluice.http.api.routes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.exchange.ResponseWriter;
import io.javalin.http.Context;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of monitors: whether the server runs, and whether it could run jobs. */
public final class HealthRoutes {
  private static final Logger LOG = System.getLogger(HealthRoutes.class.getName());

  /**
   * A readiness check with a name.
   *
   * @param question returns if it succeeds, throws if not
   */
  public record Check(String name, Runnable question) {}

  private final List<Check> checks;

  /** The last answer of each check: only a change is logged, however often monitors ask. */
  private final Map<String, String> answered = new ConcurrentHashMap<>();

  public HealthRoutes(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  public void health(Context ctx) {
    ResponseWriter.json(ctx, 200, Map.of("status", "ok"));
  }

  public void ready(Context ctx) {
    Map<String, String> answers = new LinkedHashMap<>();
    checks.forEach(check -> answers.put(check.name(), answer(check)));
    List<String> failed =
        answers.entrySet().stream()
            .filter(entry -> !entry.getValue().equals("ok"))
            .map(Map.Entry::getKey)
            .toList();
    ctx.header("Cache-Control", "no-store");
    if (failed.isEmpty()) {
      ResponseWriter.json(ctx, 200, new ReadyWire("ready", answers, null));
      return;
    }
    ResponseWriter.json(
        ctx, 503, new ReadyWire("not_ready", answers, "Not ready: " + String.join(", ", failed)));
  }

  // No key is needed here: our sentences name hosts, buckets and folders, and stay in the log.
  private String answer(Check check) {
    try {
      check.question().run();
      if (isNew(check, "ok")) {
        LOG.log(Level.INFO, "Ready: {0}", check.name());
      }
      return "ok";
    } catch (SluiceException e) {
      String answer = shown(e.code());
      if (isNew(check, answer)) {
        LOG.log(Level.WARNING, "Not ready: {0}: {1}", check.name(), e.getMessage());
      }
      return answer;
    } catch (RuntimeException e) {
      String answer = "failed; the server's log says why";
      if (isNew(check, answer)) {
        LOG.log(Level.WARNING, "Not ready: " + check.name(), e);
      }
      return answer;
    }
  }

  private boolean isNew(Check check, String answer) {
    String before = answered.put(check.name(), answer);
    return before == null ? !answer.equals("ok") : !answer.equals(before);
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

  /** The answer of {@code GET /ready}. */
  record ReadyWire(
      String status,
      Map<String, String> checks,
      @JsonInclude(JsonInclude.Include.NON_NULL) String error) {}
}
