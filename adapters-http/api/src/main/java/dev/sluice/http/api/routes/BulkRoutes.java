package dev.sluice.http.api.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.Tenant;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.BulkCommand;
import dev.sluice.http.api.wire.BulkResultWire;
import io.javalin.http.Context;
import java.io.IOException;

/** Many jobs in one call, all of them or none. */
public final class BulkRoutes {
  private BulkRoutes() {}

  public static void create(Context ctx, Tenant tenant) throws IOException {
    JsonNode body = RequestBody.object(ctx);
    BulkCommand command = BulkCommand.parse(body, tenant::violationsAmongOthers);
    new IdempotentCall("/jobs/bulk", BulkResultWire::of)
        .run(
            ctx,
            body,
            command.destination(tenant),
            (once, answer) -> {
              try {
                return once.submitAll(command.requests(), command.start(), answer);
              } catch (InvalidRequestException e) {
                throw new InvalidFieldsException(BulkCommand.named(e.violations()));
              }
            });
  }
}
