package dev.sluice.http.api.events;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.exchange.ClientConnection;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The calls for server-sent events, of one job or of all jobs of a key. */
public final class EventRoutes {
  private final EventStreams streams;
  private final LongSupplier nanos;

  /**
   * @param nanos the time as of {@link System#nanoTime()}
   */
  public EventRoutes(EventStreams streams, LongSupplier nanos) {
    this.streams = streams;
    this.nanos = nanos;
  }

  public void ofJob(Context ctx, Tenant tenant) throws IOException {
    Job job =
        JobId.parse(ctx.pathParam("id")).flatMap(tenant::find).orElseThrow(ApiError::noSuchJob);
    // An EventSource connects again when its stream ends, until it gets this.
    if (job.status().isFinal() && EventText.LAST_ID.equals(ctx.header("Last-Event-ID"))) {
      ctx.status(204);
      return;
    }
    serve(ctx, tenant, Optional.of(job.id()));
  }

  public void ofKey(Context ctx, Tenant tenant) throws IOException {
    serve(ctx, tenant, Optional.empty());
  }

  private void serve(Context ctx, Tenant tenant, Optional<JobId> only) throws IOException {
    EventStreams.Stream stream = streams.open(tenant.id(), only);
    boolean sending = false;
    try {
      HttpServletResponse response = ctx.res();
      if (!ctx.method().equals(HandlerType.HEAD)) {
        // Before anything is sent: if the store is unavailable, that can still be the status code.
        EventText text = new EventText(new EventFeed(tenant, only), only.isPresent(), nanos);
        ServletOutputStream out = response.getOutputStream();
        ClientConnection client = ClientConnection.of(ctx);
        ctx.future(() -> stream.send(text, out, client));
        sending = true;
      }
      response.setStatus(200);
      response.setContentType("text/event-stream");
      response.setHeader("Cache-Control", "no-store");
      // nginx would buffer events that are to be seen at once.
      response.setHeader("X-Accel-Buffering", "no");
    } finally {
      if (!sending) {
        stream.close();
      }
    }
  }
}
