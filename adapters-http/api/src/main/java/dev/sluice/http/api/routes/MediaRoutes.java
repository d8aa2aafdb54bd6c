package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.http.api.exchange.ConcurrencyLimiter;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.JobFields;
import dev.sluice.http.api.wire.IsShortWire;
import dev.sluice.http.api.wire.MetadataWire;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;

/** The calls that look at a source and store nothing. */
public final class MediaRoutes {
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(20);

  private final ConcurrencyLimiter places;

  /**
   * @param places a look holds a connection and a decoder, so there are only so many
   */
  public MediaRoutes(ConcurrencyLimiter places) {
    this.places = places;
  }

  public void metadata(Context ctx, Tenant tenant) throws IOException {
    answer(ctx, MetadataWire.of(look(ctx, tenant)));
  }

  public void isShort(Context ctx, Tenant tenant) throws IOException {
    answer(ctx, IsShortWire.of(look(ctx, tenant).media()));
  }

  private SourceInfo look(Context ctx, Tenant tenant) throws IOException {
    SourceUrl url = JobFields.url(RequestBody.object(ctx));
    try (ConcurrencyLimiter.Permit place = places.take(tenant.id())) {
      return tenant.inspect(url, LONGEST_LOOK);
    }
  }

  private static void answer(Context ctx, Object wire) {
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, wire);
  }
}
