package dev.sluice.http.api.routes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.http.api.exchange.ResponseWriter;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** The calls of monitors: whether the server runs, and whether it could run jobs. Never block. */
public final class HealthRoutes {
  private final Readiness readiness;

  public HealthRoutes(Readiness readiness) {
    this.readiness = readiness;
  }

  public void health(Context ctx) {
    ResponseWriter.json(ctx, 200, Map.of("status", "ok"));
  }

  public void ready(Context ctx) {
    ctx.future(() -> readiness.findings().thenAccept(findings -> answer(ctx, findings)));
  }

  private static void answer(Context ctx, Map<String, String> findings) {
    List<String> failed =
        findings.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(Readiness.OK))
            .map(Map.Entry::getKey)
            .toList();
    ctx.header("Cache-Control", "no-store");
    if (failed.isEmpty()) {
      ResponseWriter.json(ctx, 200, new ReadyWire("ready", findings, null));
      return;
    }
    ResponseWriter.json(
        ctx, 503, new ReadyWire("not_ready", findings, "Not ready: " + String.join(", ", failed)));
  }

  /** The answer of {@code GET /ready}. */
  record ReadyWire(
      String status,
      Map<String, String> checks,
      @JsonInclude(JsonInclude.Include.NON_NULL) String error) {}
}
