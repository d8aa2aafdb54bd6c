package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import dev.sluice.http.api.request.JobCommand;
import dev.sluice.http.api.request.JobFields;
import dev.sluice.http.api.wire.IsShortWire;
import dev.sluice.http.api.wire.MetadataWire;
import dev.sluice.http.api.wire.PlanWire;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;

/** The calls that inspect a source and store nothing. */
public final class MediaRoutes {
  private static final Duration MAX_INSPECTION = Duration.ofSeconds(20);

  private final ConcurrencyLimiter<TenantId> limiter;

  /**
   * @param limiter limits inspections, each of which holds a connection and a decoder
   */
  public MediaRoutes(ConcurrencyLimiter<TenantId> limiter) {
    this.limiter = limiter;
  }

  public void metadata(Context ctx, Tenant tenant) throws IOException {
    answer(ctx, MetadataWire.of(inspect(JobFields.url(RequestBody.fields(ctx)), tenant)));
  }

  public void isShort(Context ctx, Tenant tenant) throws IOException {
    answer(ctx, isShort(JobFields.url(RequestBody.fields(ctx)), tenant));
  }

  private IsShortWire isShort(SourceUrl url, Tenant tenant) {
    try {
      return IsShortWire.of(inspect(url, tenant).media());
    } catch (SluiceException e) {
      if (e.code() == FailureCode.STREAM_LIVE) {
        return IsShortWire.LIVE;
      }
      throw e;
    }
  }

  public void plan(Context ctx, Tenant tenant) throws IOException {
    JobCommand command = JobCommand.parse(RequestBody.fields(ctx), tenant::violations);
    try (ConcurrencyLimiter.Permit permit = limiter.acquire(tenant.id())) {
      answer(ctx, PlanWire.of(tenant.plan(command.request(), MAX_INSPECTION)));
    }
  }

  private SourceInfo inspect(SourceUrl url, Tenant tenant) {
    try (ConcurrencyLimiter.Permit permit = limiter.acquire(tenant.id())) {
      return tenant.inspect(url, MAX_INSPECTION);
    }
  }

  private static void answer(Context ctx, Object wire) {
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, wire);
  }
}
