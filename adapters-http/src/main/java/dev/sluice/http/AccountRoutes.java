package dev.sluice.http;

import dev.sluice.core.Tenant;
import io.javalin.http.Context;

/** The calls under {@code /user}. */
final class AccountRoutes {
  private AccountRoutes() {}

  /** Without it no receiver could verify a signature. */
  static void webhookSecret(Context ctx, Tenant tenant) {
    ctx.header("Cache-Control", "no-store");
    Answers.json(ctx, 200, new WebhookSecretWire(tenant.webhookSecret().reveal()));
  }

  /** The answer of {@code GET /user/webhook-secret}. */
  record WebhookSecretWire(String webhookSigningSecret) {
    @Override
    public String toString() {
      return "WebhookSecretWire[***]";
    }
  }
}
