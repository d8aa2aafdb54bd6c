package dev.sluice.storage.jdbc.biting;

import dev.sluice.http.webhook.biting.SeesApi;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesWebhook {
  static SeesApi seen;

  private SeesWebhook() {}
}
