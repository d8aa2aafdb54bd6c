package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.exchange.AccessLog;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.wire.UsageWire;
import io.javalin.http.Context;

/** The calls about a key itself. */
public final class AccountRoutes {
  private AccountRoutes() {}

  public static void usage(Context ctx, Tenant tenant) {
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(
        ctx,
        200,
        UsageWire.of(
            AccessLog.name(ctx),
            tenant.account().submitted(),
            tenant.account().usage(),
            tenant.account().quota()));
  }

  /** Answers the secret by which a receiver verifies signatures. */
  public static void webhookSecret(Context ctx, Tenant tenant) {
    answer(ctx, tenant.webhooks().secret());
  }

  /** Answers a new secret; the one before is no longer used. */
  public static void rotateWebhookSecret(Context ctx, Tenant tenant) {
    answer(ctx, tenant.webhooks().rotateSecret());
  }

  private static void answer(Context ctx, Secret secret) {
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, new WebhookSecretWire(secret.reveal()));
  }

  /** The answer of {@code GET /user/webhook-secret} and of the rotation. */
  record WebhookSecretWire(String webhookSigningSecret) {
    @Override
    public String toString() {
      return "WebhookSecretWire[***]";
    }
  }
}
