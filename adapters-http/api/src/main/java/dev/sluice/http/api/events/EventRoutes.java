package dev.sluice.http.api.events;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.http.api.error.ApiError;
import io.javalin.http.Context;
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

  public void ofJob(Context ctx, Tenant tenant) throws InterruptedException {
    JobId id =
        JobId.parse(ctx.pathParam("id"))
            .flatMap(tenant::find)
            .map(Job::id)
            .orElseThrow(ApiError::noSuchJob);
    serve(ctx, tenant, Optional.of(id));
  }

  public void ofKey(Context ctx, Tenant tenant) throws InterruptedException {
    serve(ctx, tenant, Optional.empty());
  }

  private void serve(Context ctx, Tenant tenant, Optional<JobId> only) throws InterruptedException {
    try (EventStreams.Stream stream = streams.open(tenant.id(), only)) {
      HttpServletResponse response = ctx.res();
      response.setStatus(200);
      response.setContentType("text/event-stream");
      response.setHeader("Cache-Control", "no-store");
      // nginx would buffer events that are to be seen at once.
      response.setHeader("X-Accel-Buffering", "no");
      if (ctx.req().getMethod().equals("HEAD")) {
        return;
      }
      EventFeed feed = new EventFeed(tenant, only);
      new EventWriter(stream, feed, only.isPresent(), response.getOutputStream(), nanos).run();
    } catch (IOException e) {
      // The client disconnected, which is how most streams end.
      return;
    }
  }
}
