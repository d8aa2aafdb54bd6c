package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.BulkCommand;
import dev.sluice.http.api.wire.BulkResultWire;
import io.javalin.http.Context;
import java.io.IOException;

/** Many jobs in one call, all of them or none. */
public final class BulkRoutes {
  private BulkRoutes() {}

  public static void create(Context ctx, Tenant tenant) throws IOException {
    JsonFields body = RequestBody.fields(ctx);
    BulkCommand command = BulkCommand.parse(body, tenant::violationsAmongOthers);
    new IdempotentCall("/jobs/bulk", BulkResultWire::of)
        .run(
            ctx,
            body.body(),
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
