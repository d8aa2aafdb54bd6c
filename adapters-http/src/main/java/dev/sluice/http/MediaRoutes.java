package dev.sluice.http;

import dev.sluice.core.Tenant;
import dev.sluice.core.port.SourceFacts;
import dev.sluice.core.request.SourceUrl;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;

/** The calls that look at a source and store nothing. */
final class MediaRoutes {
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(20);

  private final Places places;

  /**
   * @param places a look holds a connection and a decoder, so there are only so many
   */
  MediaRoutes(Places places) {
    this.places = places;
  }

  void metadata(Context ctx, Tenant tenant) throws IOException {
    answer(ctx, MetadataWire.of(look(ctx, tenant)));
  }

  void isShort(Context ctx, Tenant tenant) throws IOException {
    answer(ctx, IsShortWire.of(look(ctx, tenant).media()));
  }

  private SourceFacts look(Context ctx, Tenant tenant) throws IOException {
    SourceUrl url = JobRequestWire.urlAlone(Body.object(ctx));
    try (Places.Place place = places.take(tenant.owner())) {
      return tenant.look(url, LONGEST_LOOK);
    }
  }

  private static void answer(Context ctx, Object wire) {
    ctx.header("Cache-Control", "no-store");
    Answers.json(ctx, 200, wire);
  }
}
